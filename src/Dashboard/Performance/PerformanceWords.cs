using Observability.Domain.Rollups;

namespace Observability.Dashboard.Performance;

/// <summary>Metrics as readers say them.</summary>
internal static class PerformanceWords
{
    /// <summary>The metrics in the order they are offered in.</summary>
    public static IReadOnlyList<Distribution> Metrics { get; } =
        [Distribution.Latency, Distribution.FirstToken, Distribution.OutputRate, Distribution.LongestGap, Distribution.Overhead];

    /// <summary>A metric.</summary>
    public static string Of(Distribution metric) => metric switch
    {
        Distribution.Latency => PerformanceText.Latency,
        Distribution.FirstToken => PerformanceText.FirstToken,
        Distribution.OutputRate => PerformanceText.OutputRate,
        Distribution.Overhead => PerformanceText.Overhead,
        Distribution.LongestGap => PerformanceText.LongestGap,
    };

    /// <summary>Why there may be no value of it.</summary>
    public static string Empty(Distribution metric) => metric switch
    {
        Distribution.Latency or Distribution.Overhead => PerformanceText.NoRequests,
        Distribution.FirstToken or Distribution.LongestGap => PerformanceText.NoStreams,
        Distribution.OutputRate => PerformanceText.NoRates,
    };
}
