using System.Globalization;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Times that servers of OpenAI's API report about their own work, in the body or in headers.</summary>
internal static class OpenAiTimings
{
    private const int Milliseconds = 1;
    private const int Seconds = 1_000;

    /// <summary>The times in a body or an event; null when it reports none.</summary>
    /// <param name="root">The body or event.</param>
    /// <param name="usage">Its usage object, where several put them; null when it has none.</param>
    public static ProviderTimings? In(JsonElement root, JsonElement? usage)
    {
        if (root.Member("timings"u8) is { } llama)
        {
            return Some(null, Span(llama, "prompt_ms"u8, Milliseconds), Span(llama, "predicted_ms"u8, Milliseconds), null, null);
        }

        // Azure, at the top or beside the counts.
        if ((root.Member("latency_checkpoint"u8) ?? usage?.Member("latency_checkpoint"u8)) is { } azure)
        {
            var first = Span(azure, "service_ttft_ms"u8, Milliseconds) ?? Span(azure, "engine_ttft_ms"u8, Milliseconds);
            return Some(null, null, null, Span(azure, "total_duration_ms"u8, Milliseconds), first);
        }

        // LM Studio's own API, by the names its clients know; no recording of it was at hand.
        if (root.Member("stats"u8) is { } studio)
        {
            return Some(null, null, Span(studio, "generation_time"u8, Seconds), null, Span(studio, "time_to_first_token"u8, Seconds));
        }

        // Cerebras; Groq, which uses the same names beside its counts; llama-box and Hugging Face's router, which name only the first token.
        if (root.Member("time_info"u8) is { } cerebras)
        {
            return InSeconds(cerebras, null);
        }

        // Open WebUI hands Ollama's own numbers on beside the counts.
        if (usage is { } handed && (handed.Member("load_duration"u8) ?? handed.Member("eval_duration"u8)) is not null)
        {
            return OllamaMetrics.TimingsOf(handed);
        }

        var router = root.Member("sla_metrics"u8) is { } metrics ? Span(metrics, "ttft_ms"u8, Milliseconds) : null;
        return usage is { } counts
            ? InSeconds(counts, router ?? Span(counts, "time_to_first_token_ms"u8, Milliseconds))
            : Some(null, null, null, null, router);
    }

    /// <summary>The times in the answer's headers: xAI's, and those of Text Generation Inference and Together; null when there are none.</summary>
    public static ProviderTimings? In(WireExchange exchange) => Some(
        Header(exchange, "x-queue-time"),
        null,
        null,
        Header(exchange, "x-metrics-e2e-ms") ?? Header(exchange, "x-total-time"),
        Header(exchange, "x-metrics-ttft-ms"));

    private static ProviderTimings? InSeconds(JsonElement times, TimeSpan? firstToken) => Some(
        Span(times, "queue_time"u8, Seconds),
        Span(times, "prompt_time"u8, Seconds),
        Span(times, "completion_time"u8, Seconds),
        Span(times, "total_time"u8, Seconds),
        firstToken);

    private static ProviderTimings? Some(TimeSpan? queue, TimeSpan? prefill, TimeSpan? decode, TimeSpan? total, TimeSpan? firstToken) =>
        (queue ?? prefill ?? decode ?? total ?? firstToken) is null
            ? null
            : new(null, prefill, decode, total) { Queue = queue, FirstToken = firstToken };

    private static TimeSpan? Header(WireExchange exchange, string name) =>
        decimal.TryParse(exchange.ResponseHeader(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Span(number, Milliseconds) : null;

    private static TimeSpan? Span(JsonElement element, ReadOnlySpan<byte> name, int millisecondsPerUnit) => Span(element.Number(name), millisecondsPerUnit);

    // An hour-long answer is rare and a day-long one a mistake: what is beyond is not believed.
    private static TimeSpan? Span(decimal? number, int millisecondsPerUnit) =>
        number is >= 0 and < 86_400_000 ? TimeSpan.FromTicks((long)(number.Value * millisecondsPerUnit * TimeSpan.TicksPerMillisecond)) : null;
}
