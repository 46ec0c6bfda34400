using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Totals;

/// <summary>Which exchanges a page tells about.</summary>
/// <param name="Bounds">The range, cut into the buckets of its charts.</param>
/// <param name="Filter">What it keeps.</param>
public sealed record Slice(IReadOnlyList<DateTimeOffset> Bounds, Filter Filter)
{
    /// <summary>How many buckets there are.</summary>
    public int Buckets => Bounds.Count - 1;

    /// <summary>A question about each bucket.</summary>
    public UsageQuery ByBucket(params IReadOnlyList<Dimension> by) => new(Bounds, by) { Filter = Filter };

    /// <summary>A question about the range as one.</summary>
    public UsageQuery Whole(params IReadOnlyList<Dimension> by) => new([Bounds[0], Bounds[^1]], by) { Filter = Filter, ByBucket = false };
}
