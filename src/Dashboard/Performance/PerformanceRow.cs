using Observability.Domain.Rollups;

namespace Observability.Dashboard.Performance;

/// <summary>The rows of the table of the page of performance.</summary>
internal static class PerformanceRow
{
    /// <summary>The rows in the order asked for; what has no value comes last.</summary>
    public static IReadOnlyList<PerformanceCall> Ordered(IReadOnlyList<PerformanceCall> calls, PerformanceColumn column, bool ascending) => column switch
    {
        PerformanceColumn.Model => By(calls, c => c.Model ?? "", c => c.Upstream ?? "", ascending),
        PerformanceColumn.Upstream => By(calls, c => c.Upstream ?? "", c => c.Model ?? "", ascending),
        _ => By(calls, c => Number(c.Tally, column), ascending),
    };

    /// <summary>The number of a column, in the unit of the sums; null = unknown.</summary>
    public static double? Number(Tally tally, PerformanceColumn column) => column switch
    {
        PerformanceColumn.Exchanges => tally.Exchanges,
        PerformanceColumn.LatencyP50 => tally.Percentile(Distribution.Latency, 0.5),
        PerformanceColumn.LatencyP95 => tally.Percentile(Distribution.Latency, 0.95),
        PerformanceColumn.FirstTokenP50 => tally.Percentile(Distribution.FirstToken, 0.5),
        PerformanceColumn.FirstTokenP95 => tally.Percentile(Distribution.FirstToken, 0.95),
        PerformanceColumn.Rate => tally.Percentile(Distribution.OutputRate, 0.5),
        PerformanceColumn.Stalls => PerformanceSeries.StallShare(tally),
        PerformanceColumn.Errors => tally.Exchanges == 0 ? null : (double)tally.Errors / tally.Exchanges,
        PerformanceColumn.Load => tally.MeanLoadUs,
        PerformanceColumn.Prefill => tally.MeanPrefillUs,
        PerformanceColumn.Decode => tally.MeanDecodeUs,
        PerformanceColumn.Model or PerformanceColumn.Upstream => null,
    };

    private static IReadOnlyList<PerformanceCall> By(IReadOnlyList<PerformanceCall> calls, Func<PerformanceCall, string> first, Func<PerformanceCall, string> then, bool ascending) =>
        ascending ? [.. calls.OrderBy(first, StringComparer.OrdinalIgnoreCase).ThenBy(then, StringComparer.OrdinalIgnoreCase)]
        : [.. calls.OrderByDescending(first, StringComparer.OrdinalIgnoreCase).ThenBy(then, StringComparer.OrdinalIgnoreCase)];

    private static IReadOnlyList<PerformanceCall> By(IReadOnlyList<PerformanceCall> calls, Func<PerformanceCall, double?> number, bool ascending)
    {
        var known = calls.OrderBy(c => number(c) is null);
        return [.. (ascending ? known.ThenBy(number) : known.ThenByDescending(number)).ThenByDescending(c => c.Tally.Exchanges)];
    }
}
