namespace Observability.Dashboard.Ui.Charts;

/// <summary>Series on top of each other, bucket by bucket. What nobody measured adds nothing.</summary>
public sealed class Stack(IReadOnlyList<ChartSeries> series, int buckets)
{
    /// <summary>Whether anything was measured in a bucket.</summary>
    public bool HasAny(int bucket) => series.Any(s => s.Values[bucket] is not null);

    /// <summary>What a bucket comes to; null = nothing was measured. Added in decimal, so that cents stay cents.</summary>
    public double? Total(int bucket) => HasAny(bucket) ? (double)series.Sum(s => (decimal)(s.Values[bucket] ?? 0)) : null;

    /// <summary>Where a series begins in a bucket: on top of those before it.</summary>
    public double Floor(int at, int bucket) => (double)series.Take(at).Sum(s => (decimal)(s.Values[bucket] ?? 0));

    /// <summary>The highest bucket.</summary>
    public double Highest => Enumerable.Range(0, buckets).Max(b => Total(b)) ?? 0;
}
