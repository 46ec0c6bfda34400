using Observability.Domain.Filters;

namespace Observability.Dashboard.Ui;

/// <summary>Asks which values of a field there are in what a page shows, for a box that is typed in and for facets. Those that the filter asks of the field itself are left out of account.</summary>
/// <param name="field">A field whose values can be listed.</param>
/// <param name="property">Of properties the name; null = the names are asked for.</param>
/// <param name="containing">What values have in them, without regard to case; null = all.</param>
/// <param name="ct">Nobody waits any more.</param>
public delegate Task<ObservedValues> ObserveValues(FilterField field, string? property, string? containing, CancellationToken ct);

/// <summary>A value that was seen.</summary>
/// <param name="Value">As rows hold it; null = requests without one.</param>
/// <param name="Title">What people call it, where that is something else: the name of a key or a user.</param>
/// <param name="Count">How many requests have it.</param>
public sealed record ObservedValue(string? Value, string? Title, long Count);

/// <summary>The values of a field, the most frequent first.</summary>
/// <param name="Values">At most <see cref="Most"/>.</param>
/// <param name="IsCut">Whether there are more.</param>
public sealed record ObservedValues(IReadOnlyList<ObservedValue> Values, bool IsCut)
{
    /// <summary>How many are told.</summary>
    public const int Most = 50;

    /// <summary>It took too long to find out: nothing is known.</summary>
    public static ObservedValues NotAvailable { get; } = new([], false) { IsKnown = false };

    /// <summary>Whether it was found out in time.</summary>
    public bool IsKnown { get; private init; } = true;

    /// <summary>How many of the newest requests were counted, where there may be more; null = all were.</summary>
    public long? Among { get; init; }

    /// <summary>Back to when requests were counted, where looking farther back took too long; null = the whole range was.</summary>
    public DateTimeOffset? Since { get; init; }
}
