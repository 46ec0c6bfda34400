using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Times that servers of OpenAI's API report about their own work: llama.cpp, Groq, Cerebras.</summary>
internal static class OpenAiTimings
{
    /// <summary>The times in a body or an event; null when it reports none.</summary>
    public static ProviderTimings? Of(JsonElement root)
    {
        if (root.Member("timings"u8) is { } llama)
        {
            return Some(null, Span(llama, "prompt_ms"u8, 1), Span(llama, "predicted_ms"u8, 1), null);
        }

        var seconds = root.Member("time_info"u8) ?? root.Member("usage"u8) ?? root.Member("x_groq"u8)?.Member("usage"u8) ?? default;
        return Some(null, Span(seconds, "prompt_time"u8, 1000), Span(seconds, "completion_time"u8, 1000), Span(seconds, "total_time"u8, 1000));
    }

    private static ProviderTimings? Some(TimeSpan? load, TimeSpan? prefill, TimeSpan? decode, TimeSpan? total) =>
        (load ?? prefill ?? decode ?? total) is null ? null : new(load, prefill, decode, total);

    // An hour-long answer is rare and a day-long one a mistake: what is beyond is not believed.
    private static TimeSpan? Span(JsonElement element, ReadOnlySpan<byte> name, int millisecondsPerUnit) =>
        element.Number(name) is { } number and >= 0 and < 86_400_000
            ? TimeSpan.FromTicks((long)(number * millisecondsPerUnit * TimeSpan.TicksPerMillisecond))
            : null;
}
