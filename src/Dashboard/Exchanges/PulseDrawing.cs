using Observability.Dashboard.Ui.Charts;

namespace Observability.Dashboard.Exchanges;

/// <summary>What the bars of a <see cref="PulseStrip"/> are as high as.</summary>
public enum PulseMetric
{
    /// <summary>How many requests.</summary>
    Requests,

    /// <summary>How many that failed.</summary>
    Errors,

    /// <summary>Their known cost.</summary>
    Cost,

    /// <summary>The 95th percentile of their latency.</summary>
    Latency,
}

/// <summary>The bars of a strip.</summary>
/// <param name="Usual">Those like the others.</param>
/// <param name="Outlying">Those far beyond the others.</param>
internal sealed record PulseDrawing(SeriesPath Usual, SeriesPath Outlying)
{
    // Fewer bars are no crowd to stand out from.
    private const int LeastBars = 12;

    // Tukey's outer fence: three times the distance of the quartiles above the upper one.
    private const double Fence = 3;

    // What is there must be seen beside what is a thousand times as much.
    private const double LeastHeight = 0.05;

    /// <summary>Draws one number of every bucket.</summary>
    public static PulseDrawing Of(Pulse pulse, PulseMetric metric)
    {
        var values = pulse.Buckets!.Select(b => ValueOf(b, metric)).ToList();
        var highest = values.Max() is { } max and > 0 ? max : 1;
        var fence = FenceOf(values);
        var paths = new ChartPaths(pulse.Axis, highest);
        return new(Bars(v => v <= fence), Bars(v => v > fence));

        SeriesPath Bars(Func<double, bool> which) =>
            paths.Bars([.. values.Select(v => v is { } value and > 0 && which(value) ? Math.Max(value, highest * LeastHeight) : (double?)null)], _ => 0);
    }

    private static double? ValueOf(PulseBucket bucket, PulseMetric metric) => metric switch
    {
        PulseMetric.Requests => bucket.Count,
        PulseMetric.Errors => bucket.Errors,
        PulseMetric.Cost => (double?)bucket.CostUsd,
        PulseMetric.Latency => bucket.LatencyP95?.TotalMilliseconds,
    };

    private static double FenceOf(List<double?> values)
    {
        var there = values.OfType<double>().Where(v => v > 0).Order().ToList();
        if (there.Count < LeastBars)
        {
            return double.PositiveInfinity;
        }

        var (lower, upper) = (there[there.Count / 4], there[there.Count * 3 / 4]);
        return upper + (Fence * Math.Max(upper - lower, upper / 4));
    }
}
