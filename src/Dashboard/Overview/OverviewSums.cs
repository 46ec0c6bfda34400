using Observability.Domain.Rollups;

namespace Observability.Dashboard.Overview;

/// <summary>What the overview shows.</summary>
public sealed record OverviewSums
{
    /// <summary>Bounds of the buckets.</summary>
    public required IReadOnlyList<DateTimeOffset> Bounds { get; init; }

    /// <summary>Stretches that can no longer be told in buckets as short as these.</summary>
    public required IReadOnlyList<Span> Missing { get; init; }

    /// <summary>The range.</summary>
    public required UsageLine Now { get; init; }

    /// <summary>The period before; of one bucket unless the reader compares.</summary>
    public required UsageLine Before { get; init; }

    /// <summary>By bucket and outcome.</summary>
    public required IReadOnlyList<UsageRow> Outcomes { get; init; }

    /// <summary>By bucket and model, the dearest apart.</summary>
    public required UsageAnswer Cost { get; init; }

    /// <summary>What the largest are the largest by.</summary>
    public required UsageMeasure RankedBy { get; init; }

    /// <summary>The largest models.</summary>
    public required Ranking Models { get; init; }

    /// <summary>The largest users, by their ids.</summary>
    public required Ranking Users { get; init; }

    /// <summary>The largest keys, by their ids.</summary>
    public required Ranking Keys { get; init; }

    /// <summary>Models with exchanges that should cost something and have no price, the most frequent first.</summary>
    public required IReadOnlyList<UnpricedModel> Unpriced { get; init; }

    /// <summary>Single exchanges; null = to find them took longer than a question may.</summary>
    public OverviewExamples? Examples { get; init; }

    /// <summary>Start of the project's first exchange, whatever the filter; null = there is none.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>What the listed keys are called, by their ids.</summary>
    public IReadOnlyDictionary<string, string> KeyNames { get; init; } = new Dictionary<string, string>();

    /// <summary>What the listed users are called, by their ids, where somebody said.</summary>
    public IReadOnlyDictionary<string, string> UserNames { get; init; } = new Dictionary<string, string>();
}

/// <summary>The sums of a time.</summary>
/// <param name="Whole">In all.</param>
/// <param name="Buckets">Bucket by bucket; null = there were no exchanges.</param>
/// <param name="Users">How many different users.</param>
/// <param name="UsersByBucket">How many in each bucket.</param>
public sealed record UsageLine(Tally Whole, IReadOnlyList<Tally?> Buckets, long Users, IReadOnlyList<long> UsersByBucket);

/// <summary>Exchanges of one model without a price.</summary>
/// <param name="Model">Which; null = none was named.</param>
/// <param name="Count">How many.</param>
public sealed record UnpricedModel(string? Model, long Count);

/// <summary>The largest groups, so that what is listed adds up to the whole.</summary>
/// <param name="Items">The largest, the largest first.</param>
/// <param name="Others">All others together; null = there are none.</param>
/// <param name="Count">How many groups there are, that of what names none included.</param>
public sealed record Ranking(IReadOnlyList<UsageRow> Items, Tally? Others, int Count)
{
    /// <summary>How many of the groups have a name.</summary>
    public required int Named { get; init; }

    /// <summary>Ranks groups by a measure; of equal ones the more frequent, then the first by name.</summary>
    public static Ranking Of(IReadOnlyCollection<UsageRow> rows, UsageMeasure by, int most)
    {
        var ordered = rows.OrderByDescending(r => r.Tally.Of(by) ?? 0).ThenByDescending(r => r.Tally.Exchanges).ThenBy(r => r.Names[0], StringComparer.Ordinal).ToList();
        var named = ordered.Count(r => r.Names[0] is not null);
        if (ordered.Count <= most)
        {
            return new(ordered, null, ordered.Count) { Named = named };
        }

        var others = new Tally();
        ordered[most..].ForEach(r => others.Add(r.Tally));
        return new(ordered[..most], others, ordered.Count) { Named = named };
    }
}

/// <summary>Single exchanges that are worth a look.</summary>
/// <param name="Dearest">The dearest, the dearest first.</param>
/// <param name="Failures">The newest failures by kind, the kind last seen first.</param>
/// <param name="FailuresRead">How many failures were looked at.</param>
/// <param name="IsCut">Whether there are more than those.</param>
public sealed record OverviewExamples(IReadOnlyList<DearExchange> Dearest, IReadOnlyList<FailureGroup> Failures, int FailuresRead, bool IsCut);

/// <summary>One of the dearest exchanges.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">Its start.</param>
/// <param name="Model">Its model; null = none was named.</param>
/// <param name="User">Who, by name where there is one; null = not known.</param>
/// <param name="CostUsd">Its known cost.</param>
/// <param name="InputTokens">Its input; null = unknown.</param>
/// <param name="OutputTokens">Its output; null = unknown.</param>
public sealed record DearExchange(Guid Id, DateTimeOffset At, string? Model, string? User, decimal CostUsd, long? InputTokens, long? OutputTokens);

/// <summary>Exchanges that failed alike.</summary>
/// <param name="Outcome">How, by the name of an <see cref="Observability.Domain.Exchanges.ExchangeOutcome"/>.</param>
/// <param name="Status">The status the client got; null when none.</param>
/// <param name="Code">The provider's code; null when it gave none.</param>
/// <param name="Count">How many of those looked at.</param>
/// <param name="LastAt">The last of them.</param>
/// <param name="NewestId">Its id.</param>
/// <param name="Model">Its model; null = none was named.</param>
/// <param name="Said">What it says; null when it says nothing.</param>
public sealed record FailureGroup(string Outcome, short? Status, string? Code, int Count, DateTimeOffset LastAt, Guid NewestId, string? Model, string? Said);
