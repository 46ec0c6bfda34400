using Observability.Domain.Filters;

namespace Observability.Domain.Rollups;

/// <summary>What is asked of the sums.</summary>
/// <param name="Bounds">Rising: the range, cut into its buckets; <see cref="Buckets.Bounds"/> makes them.</param>
/// <param name="By">What sums are told apart by, besides buckets; none = one sum.</param>
public sealed record UsageQuery(IReadOnlyList<DateTimeOffset> Bounds, params IReadOnlyList<Dimension> By)
{
    /// <summary>Most groups, buckets not counted, that are told apart: a wider question is refused.</summary>
    public const int MostGroups = 50_000;

    // Groups times buckets: as many as there is memory for.
    private const int MostSums = 500_000;

    /// <summary>Which exchanges; without one all. A filter that asks about more than dimensions of one cut is answered from the exchanges themselves.</summary>
    public Filter Filter { get; init; } = Filter.None;

    /// <summary>Of which exchanges the sums are. All but those that tables of sums keep are read from the exchanges themselves.</summary>
    public SummedRows Of { get; init; }

    /// <summary>Whether each bucket has its own sums; else the range is one.</summary>
    public bool ByBucket { get; init; } = true;

    /// <summary>Which percentiles and means will be wanted. Each costs time.</summary>
    public IReadOnlyList<Distribution> Distributions { get; init; } = [];

    /// <summary>Which sums will be wanted, where groups are many and few sums are; null = all. Of the others a tally then says nothing: 0 or null.</summary>
    public IReadOnlyList<UsageMeasure>? Measures { get; init; }

    /// <summary>Only what has one of these names of the first of <see cref="By"/>, null = it is unknown; null = all.</summary>
    public IReadOnlyList<string?>? Only { get; init; }

    /// <summary>Only the largest groups apart, the others as one; null = all.</summary>
    public Top? Top { get; init; }

    /// <summary>Most rows of the answer: a longer one is refused. Null = <see cref="MostGroups"/> for each bucket, and 500,000 in all.</summary>
    public int? MostRows { get; init; }

    /// <summary>Most rows that are kept.</summary>
    internal int RowLimit => MostRows ?? Math.Min(MostGroups * (ByBucket ? Bounds.Count - 1 : 1), MostSums);

    /// <summary>The smallest cut that can answer; null when only the exchanges themselves can.</summary>
    internal Cut? Cut =>
        Of == SummedRows.Counted && Filter.Fields.All(f => f.IsRollupDimension) ? Cut.With([.. By, .. Filter.Fields.Select(Dimension.Of)]) : null;
}

/// <summary>Which exchanges a sum is of.</summary>
public enum SummedRows
{
    /// <summary>Those that every number of use and cost counts: what asked a model for something, and a relayed call once.</summary>
    Counted,

    /// <summary>The others, except for lists of models.</summary>
    Uncounted,

    /// <summary>The others, lists of models among them.</summary>
    UncountedAndModelLists,

    /// <summary>Every one.</summary>
    All,
}

/// <summary>The largest groups over the whole range; the rest is one group, so that parts still add up to the whole.</summary>
/// <param name="Count">How many.</param>
/// <param name="Of">By which measure.</param>
public sealed record Top(int Count, UsageMeasure Of);

/// <summary>The sums of one group in one bucket.</summary>
/// <param name="Bucket">Which bucket, counted from 0; always 0 when buckets are not told apart.</param>
/// <param name="Names">The group: one value for each dimension asked for, null where it is unknown; empty for the group of the others.</param>
/// <param name="IsOther">Whether it is the sum of all groups that are not among the largest.</param>
/// <param name="Tally">The sums.</param>
public sealed record UsageRow(int Bucket, IReadOnlyList<string?> Names, bool IsOther, Tally Tally);

/// <summary>The answer. What has no exchanges has no row.</summary>
/// <param name="Rows">The sums, by bucket.</param>
/// <param name="Groups">How many groups there are in all, the others told one by one.</param>
/// <param name="Missing">Stretches at the edges of the range that can no longer be told, because only sums of longer buckets are left of them.</param>
/// <param name="FromRows">Whether it had to be read from the exchanges themselves: nothing is kept by what was asked.</param>
public sealed record UsageAnswer(IReadOnlyList<UsageRow> Rows, int Groups, IReadOnlyList<Span> Missing, bool FromRows);

/// <summary>The question would take more memory than one question may.</summary>
/// <param name="message">What was asked, and what to do.</param>
public sealed class UsageTooWideException(string message) : Exception(message);
