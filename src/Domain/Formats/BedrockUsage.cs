using System.Globalization;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>The tokens and times that Bedrock itself counts: in Converse's usage, in the metrics of a stream's last event, in headers.</summary>
/// <remarks>
/// Its input leaves out both caches; its total has them. Held against recorded answers of 2026; the provider describes it at
/// docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html.
/// </remarks>
internal static class BedrockUsage
{
    private const string Headers = "x-amzn-bedrock-";

    /// <summary>The usage of Converse and of Nova; null when it counts nothing.</summary>
    public static Usage? Of(JsonElement usage)
    {
        var read = usage.Count("cacheReadInputTokens"u8) ?? usage.Count("cacheReadInputTokenCount"u8);
        var write = usage.Count("cacheWriteInputTokens"u8) ?? usage.Count("cacheWriteInputTokenCount"u8);
        return Whole(usage.Count("inputTokens"u8), read, write, usage.Count("outputTokens"u8)) is { } whole
            ? whole with { CacheWriteHour = HourIn(usage) }
            : null;
    }

    /// <summary>The metrics in the last event of an invoked model's stream; null when they count nothing.</summary>
    public static Usage? OfMetrics(JsonElement metrics) => Whole(
        metrics.Count("inputTokenCount"u8), metrics.Count("cacheReadInputTokenCount"u8), metrics.Count("cacheWriteInputTokenCount"u8),
        metrics.Count("outputTokenCount"u8));

    /// <summary>What the headers of an invoked model's answer count; null when they count nothing.</summary>
    public static Usage? OfHeaders(WireExchange exchange) => Whole(
        Number(exchange, "input-token-count"), Number(exchange, "cache-read-input-token-count"),
        Number(exchange, "cache-write-input-token-count"), Number(exchange, "output-token-count"));

    /// <summary><paramref name="first"/>, and from <paramref name="second"/> what it leaves unknown.</summary>
    public static Usage? Merge(Usage? first, Usage? second) => first is null || second is null ? first ?? second : first with
    {
        Input = first.Input ?? second.Input,
        CacheRead = first.CacheRead ?? second.CacheRead,
        CacheWrite = first.CacheWrite ?? second.CacheWrite,
        Output = first.Output ?? second.Output,
    };

    /// <summary>The times in Converse's <c>metrics</c> or in those of a stream; null when there are none.</summary>
    public static ProviderTimings? TimingsOf(JsonElement metrics) =>
        Timings(metrics.Count("latencyMs"u8) ?? metrics.Count("invocationLatency"u8), metrics.Count("firstByteLatency"u8));

    /// <summary>The time in the headers; null when there is none.</summary>
    public static ProviderTimings? TimingsOf(WireExchange exchange) => Timings(Number(exchange, "invocation-latency"), null);

    private static Usage? Whole(long? uncached, long? read, long? write, long? output) =>
        (uncached ?? output) is null ? null : new(uncached + (read ?? 0) + (write ?? 0), read, write, output);

    private static long? HourIn(JsonElement usage)
    {
        long? hour = null;
        foreach (var detail in usage.Items("cacheDetails"u8))
        {
            if (detail.Text("ttl"u8) == "1h" && detail.Count("inputTokens"u8) is { } tokens)
            {
                hour = (hour ?? 0) + tokens;
            }
        }

        return hour;
    }

    private static long? Number(WireExchange exchange, string name) =>
        long.TryParse(exchange.ResponseHeader(Headers + name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // A day-long answer is a mistake: it is not believed.
    private static ProviderTimings? Timings(long? total, long? first) => (total ?? first) is null ? null : new(null, null, null, Span(total)) { FirstToken = Span(first) };

    private static TimeSpan? Span(long? milliseconds) => milliseconds is { } known and < 86_400_000 ? TimeSpan.FromMilliseconds(known) : null;
}
