using System.Globalization;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Performance;

/// <summary>The bands of the heatmap: 1, 2, 5 of each power of ten, and minutes, so that a factor is about as high on the page wherever it is.</summary>
internal static class PerformanceBands
{
    // In the units of the histograms: microseconds.
    private static readonly double[] Times = [.. Decades(100_000, 2), 10e6, 20e6, 60e6, 120e6, 300e6];
    private static readonly double[] Short = [.. Decades(10, 5)];

    // Thousandths of a token a second.
    private static readonly double[] Rates = [.. Decades(1_000, 3)];

    /// <summary>The upper bounds of all bands but the last, in the unit of the metric's histogram.</summary>
    public static double[] Of(Distribution metric) => metric switch
    {
        Distribution.OutputRate => Rates,
        Distribution.Overhead => Short,
        _ => Times,
    };

    /// <summary>A band as read at the axis: <c>1–2 s</c>.</summary>
    public static string Name(Distribution metric, int band)
    {
        var bounds = Of(metric);
        return band == 0 ? "≤ " + Text(metric, bounds[0])
            : band == bounds.Length ? "> " + Text(metric, bounds[^1])
            : $"≤ {Text(metric, bounds[band])}";
    }

    /// <summary>The terms of the filter that keeps a band's requests; null when there is no such field.</summary>
    public static string? Term(Distribution metric, int band)
    {
        var field = metric switch
        {
            Distribution.Latency => "latency",
            Distribution.FirstToken => "ttft",
            Distribution.OutputRate => "tps",
            Distribution.Overhead => "overhead",
            Distribution.LongestGap => "stall",
        };
        var bounds = Of(metric);
        var unit = metric == Distribution.OutputRate ? "" : "ms";
        string[] terms =
        [
            .. band > 0 ? [$"{field}:>{Number(bounds[band - 1] / 1000)}{unit}"] : Array.Empty<string>(),
            .. band < bounds.Length ? [$"{field}:<={Number(bounds[band] / 1000)}{unit}"] : Array.Empty<string>(),
        ];
        return string.Join(' ', terms);
    }

    private static IEnumerable<double> Decades(double first, int decades) =>
        Enumerable.Range(0, decades).SelectMany(power => new[] { 1.0, 2, 5 }.Select(m => m * first * Math.Pow(10, power)));

    private static string Text(Distribution metric, double bound) =>
        ValueText.Tick(PerformanceSeries.FormatOf(metric), bound / 1000, bound / 1000);

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
