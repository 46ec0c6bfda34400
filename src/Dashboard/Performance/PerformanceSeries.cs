using System.Globalization;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Ui.Charts;
using Observability.Dashboard.Usage;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Performance;

/// <summary>Percentiles, shares and bands of a report as charts draw them. Where nothing was measured there is a gap.</summary>
internal static class PerformanceSeries
{
    // Of time more is worse, so the slow end is told; of a rate the slow end is the low one.
    private static readonly (string Name, double Share, string Color)[] OfTime =
        [("p50", 0.5, SeriesColors.P50), ("p90", 0.9, SeriesColors.P90), ("p95", 0.95, SeriesColors.P95), ("p99", 0.99, SeriesColors.P99)];

    private static readonly (string Name, double Share, string Color)[] OfRate =
        [("p90", 0.9, SeriesColors.P50), ("p50", 0.5, SeriesColors.P90), ("p10", 0.1, SeriesColors.P95), ("p5", 0.05, SeriesColors.P99)];

    /// <summary>What the numbers of a metric are on the page: milliseconds or tokens a second.</summary>
    public static ValueFormat FormatOf(Distribution metric) => metric == Distribution.OutputRate ? ValueFormat.Rate : ValueFormat.Duration;

    /// <summary>A value of a metric on the page; null = unknown.</summary>
    public static double? Shown(double? value) => value / 1000;

    /// <summary>Percentiles of everything over time.</summary>
    public static IReadOnlyList<ChartSeries> Percentiles(PerformanceReport report, UsagePeriod period, Distribution metric) =>
    [
        .. (metric == Distribution.OutputRate ? OfRate : OfTime).Select(p => new ChartSeries(p.Name, p.Name, p.Color, Values(report.ByBucket, metric, p.Share))
        {
            Previous = report.Before is { } before && p.Share.Equals(0.5) ? Values(before, metric, p.Share) : null,
            Requests = Counts(report.ByBucket, t => t.ValuesOf(metric)?.Count ?? 0),
            Href = UsageMoment.BucketHref(period.At.Filter),
        }),
    ];

    /// <summary>One percentile of each group over time.</summary>
    public static IReadOnlyList<ChartSeries> Groups(PerformanceUrl url, PerformanceReport report, UsagePeriod period) =>
    [
        .. report.Lines.Select(line => new ChartSeries(
            line.Name ?? "", line.Name is { Length: > 0 } name ? name : PerformanceText.NoName, SeriesColors.Of(line.Name ?? ""), Values(line.ByBucket, url.Metric, url.Share))
        {
            Requests = Counts(line.ByBucket, t => t.ValuesOf(url.Metric)?.Count ?? 0),
            Href = UsageTerms.Of(period.At.Filter, url.By, line.Name) is { } kept ? UsageMoment.BucketHref(kept) : null,
        }),
    ];

    /// <summary>The share of requests with a pause of two seconds or more, of those that told their pauses.</summary>
    public static IReadOnlyList<ChartSeries> Stalls(PerformanceReport report, UsagePeriod period)
    {
        var stalled = UsageTerms.And(period.At.Filter, "stall:>=2s");
        return
        [
            new("stalls", PerformanceText.Stalls, SeriesColors.P99, [.. report.ByBucket.Select(t => t is null ? null : StallShare(t))])
            {
                Previous = report.Before is { } before ? [.. before.Select(t => t is null ? null : StallShare(t))] : null,
                Requests = Counts(report.ByBucket, t => t.Stalled),
                Href = UsageMoment.BucketHref(stalled),
            },
        ];
    }

    /// <summary>The share of stalled answers; null when no answer told its pauses.</summary>
    public static double? StallShare(Tally tally) =>
        tally.ValuesOf(Distribution.LongestGap) is { Count: > 0 } told ? (double)tally.Stalled / told.Count : null;

    /// <summary>How many requests lie in each band of a metric, over time, the lowest band first; only from the lowest to the highest that has any.</summary>
    public static IReadOnlyList<ChartSeries> Bands(PerformanceReport report, UsagePeriod period, Distribution metric)
    {
        var bounds = PerformanceBands.Of(metric);
        var counts = report.ByBucket.Select(t => t?.ValuesOf(metric)?.CountBetween(bounds)).ToList();
        var used = Enumerable.Range(0, bounds.Length + 1).Where(b => counts.Any(c => c is not null && c[b] > 0)).ToList();
        return used.Count == 0 ? [] :
        [
            .. Enumerable.Range(used[0], used[^1] - used[0] + 1).Select(band => new ChartSeries(
                band.ToString(CultureInfo.InvariantCulture), PerformanceBands.Name(metric, band), SeriesColors.Single, [.. counts.Select(c => (double?)c?[band])])
            {
                Requests = [.. counts.Select(c => c?[band] ?? 0)],
                Href = PerformanceBands.Term(metric, band) is { } term ? UsageMoment.BucketHref(UsageTerms.And(period.At.Filter, term)) : null,
            }),
        ];
    }

    private static double?[] Values(IReadOnlyList<Tally?> tallies, Distribution metric, double share) => [.. tallies.Select(t => Shown(t?.Percentile(metric, share)))];

    private static long[] Counts(IReadOnlyList<Tally?> tallies, Func<Tally, long> count) => [.. tallies.Select(t => t is null ? 0 : count(t))];
}
