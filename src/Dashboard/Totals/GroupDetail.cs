namespace Observability.Dashboard.Totals;

/// <summary>All that one model, user or key did in a range.</summary>
/// <param name="Sums">In all.</param>
/// <param name="Buckets">By bucket.</param>
/// <param name="Outcomes">How exchanges ended, by bucket.</param>
/// <param name="Split">Its largest parts by bucket, the others as one.</param>
/// <param name="Parts">Its parts, told apart by one thing after the other.</param>
/// <param name="Errors">How things failed, the most frequent first.</param>
public sealed record GroupDetail(
    Sums Sums, IReadOnlyList<Sums> Buckets, IReadOnlyList<GroupLine> Outcomes, IReadOnlyList<GroupLine> Split, IReadOnlyList<GroupParts> Parts,
    IReadOnlyList<ErrorGroup> Errors);

/// <summary>A part over time.</summary>
/// <param name="Name">Name or id; null = the exchanges name none.</param>
/// <param name="IsOther">Whether it is what the others come to.</param>
/// <param name="Buckets">By bucket.</param>
public sealed record GroupLine(string? Name, bool IsOther, IReadOnlyList<Sums> Buckets);

/// <summary>The parts of something, the busiest first.</summary>
/// <param name="By">What they are told apart by: the name of a <see cref="Observability.Domain.Rollups.Dimension"/>.</param>
/// <param name="First">The busiest.</param>
/// <param name="Total">How many there are in all.</param>
public sealed record GroupParts(string By, IReadOnlyList<GroupSums> First, int Total);

/// <summary>Exchanges that failed alike.</summary>
/// <param name="Outcome">How, by the name of an <see cref="Observability.Domain.Exchanges.ExchangeOutcome"/>.</param>
/// <param name="Status">The status the client got; null when none.</param>
/// <param name="Count">How many.</param>
/// <param name="LastSeen">The last of them.</param>
/// <param name="Newest">That one; null when it is no longer stored.</param>
public sealed record ErrorGroup(string Outcome, short? Status, long Count, DateTimeOffset LastSeen, ErrorExample? Newest);

/// <summary>An exchange that failed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Error">What it says; null when it says nothing.</param>
/// <param name="Code">The provider's code; null when it gave none.</param>
public sealed record ErrorExample(Guid Id, string? Error, string? Code);
