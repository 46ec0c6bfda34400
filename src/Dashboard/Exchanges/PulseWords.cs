using System.Globalization;
using System.Text.Json;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Exchanges;

/// <summary>What a <see cref="PulseStrip"/> says.</summary>
internal static class PulseWords
{
    /// <summary>The switch.</summary>
    public static string NameOf(PulseMetric metric) => metric switch
    {
        PulseMetric.Requests => PulseText.Requests,
        PulseMetric.Errors => PulseText.Errors,
        PulseMetric.Cost => PulseText.Cost,
        PulseMetric.Latency => PulseText.LatencyP95,
    };

    /// <summary>A bucket for those who hear the page.</summary>
    public static string Spoken(Pulse pulse, int bucket) =>
        string.Join(", ", LinesOf(pulse.Buckets![bucket]).Select(l => $"{l[0]} {l[1]}").Prepend(pulse.Axis.Label(bucket)));

    /// <summary>For the script, which makes up no words and no numbers. Two strips that say the same have the same text.</summary>
    public static string ToJson(Pulse pulse, string? zoomHref) => JsonSerializer.Serialize(new
    {
        from = pulse.Axis.Starts.Select(s => s.ToUnixTimeMilliseconds()).Append(pulse.Axis.End.ToUnixTimeMilliseconds()),
        labels = Enumerable.Range(0, pulse.Axis.Count).Select(pulse.Axis.Label),
        lines = pulse.Buckets!.Select(LinesOf),
        open = pulse.Axis.IncompleteFrom,
        unfinished = PulseText.Unfinished,
        zoom = zoomHref,
    });

    // Where nothing was sent, nothing was paid and nobody waited: one line says so.
    private static string[][] LinesOf(PulseBucket bucket) => bucket.Count == 0 ? [[PulseText.Requests, "0"]] :
    [
        [PulseText.Requests, Figures.Count(bucket.Count)],
        [PulseText.Errors, string.Format(CultureInfo.CurrentCulture, "{0} · {1}", Figures.Count(bucket.Errors), Ui.Charts.ValueText.Percent((double)bucket.Errors / bucket.Count))],
        [PulseText.Cost, bucket.CostUsd is { } usd ? Figures.Money(usd) : PulseText.Unknown],
        [PulseText.LatencyP50, Time(bucket.LatencyP50)],
        [PulseText.LatencyP95, Time(bucket.LatencyP95)],
    ];

    private static string Time(TimeSpan? time) => time is { } known ? Figures.DurationText(known) : PulseText.Unknown;
}
