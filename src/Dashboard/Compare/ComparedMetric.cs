using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Ui;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Compare;

/// <summary>A figure of two requests, and how far the second is from the first.</summary>
/// <param name="Name">What it is.</param>
/// <param name="First">Of the first, as it is shown; null = unknown.</param>
/// <param name="Second">Of the second.</param>
/// <param name="Difference">The second less the first, with its sign; null when either is unknown.</param>
/// <param name="Percent">The same in percent of the first; null when that cannot be told.</param>
/// <param name="IsBetter">Whether the second is better; null when it is the same, or better means nothing.</param>
public sealed record ComparedMetric(string Name, string? First, string? Second, string? Difference, double? Percent, bool? IsBetter)
{
    /// <summary>The figures people compare two requests by.</summary>
    public static IReadOnlyList<ComparedMetric> Of(Exchange first, Exchange second) =>
    [
        // Only what is known is compared: an estimate beside a bill would be a difference of two kinds.
        Of(RequestsText.Cost, (double?)first.CostUsd, (double?)second.CostUsd, v => Figures.Money((decimal)v), smallerIsBetter: true),
        Of(RequestsText.Latency, first.DurationUs, second.DurationUs, Duration, smallerIsBetter: true),
        Of(RequestsText.Ttft, first.FirstTokenUs, second.FirstTokenUs, Duration, smallerIsBetter: true),
        Of(ColumnsText.Speed, first.OutputTokensPerSecond, second.OutputTokensPerSecond, Figures.Rate, smallerIsBetter: false),
        Of(RequestsText.TokensInHint, first.InputTokens, second.InputTokens, v => Figures.Count((long)v), smallerIsBetter: null),
        Of(RequestsText.TokensOutHint, first.OutputTokens, second.OutputTokens, v => Figures.Count((long)v), smallerIsBetter: null),
        Of(ColumnsText.CachedHint, first.CacheReadTokens, second.CacheReadTokens, v => Figures.Count((long)v), smallerIsBetter: null),
    ];

    private static ComparedMetric Of(string name, double? first, double? second, Func<double, string> show, bool? smallerIsBetter)
    {
        var difference = second - first;
        return new(
            name,
            first is { } a ? show(a) : null,
            second is { } b ? show(b) : null,
            difference is { } d ? (d > 0 ? "+" : d < 0 ? "−" : "±") + show(Math.Abs(d)) : null,
            difference is { } by && first is > 0 ? by / first.Value * 100 : null,
            difference is null or 0 || smallerIsBetter is null ? null : difference < 0 == smallerIsBetter);
    }

    private static string Duration(double microseconds) => Figures.DurationText(TimeSpan.FromMicroseconds(microseconds));
}
