using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>The counts and times Ollama puts into the last object of an answer. What is zero it leaves out, so missing is unknown.</summary>
internal static class OllamaMetrics
{
    /// <summary>The tokens; null when it counted none.</summary>
    public static Usage? UsageOf(JsonElement root)
    {
        var input = root.Count("prompt_eval_count"u8);
        var output = root.Count("eval_count"u8);
        return (input ?? output) is null ? null : new(input, Output: output);
    }

    /// <summary>The times; null when it gave none.</summary>
    public static ProviderTimings? TimingsOf(JsonElement root)
    {
        var load = Nanoseconds(root, "load_duration"u8);
        var prefill = Nanoseconds(root, "prompt_eval_duration"u8);
        var decode = Nanoseconds(root, "eval_duration"u8);
        var total = Nanoseconds(root, "total_duration"u8);
        return (load ?? prefill ?? decode ?? total) is null ? null : new(load, prefill, decode, total);
    }

    private static TimeSpan? Nanoseconds(JsonElement root, ReadOnlySpan<byte> name) =>
        root.Count(name) is { } nanoseconds ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick) : null;
}
