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
        return (load ?? prefill ?? decode ?? total) is null
            ? null
            : new(load, prefill, decode, total) { Queue = Rest(total, load, prefill, decode) };
    }

    // What it did not spend on any of the three it waited. Only where all are told: one that is left out may be nought or unknown.
    private static TimeSpan? Rest(TimeSpan? total, TimeSpan? load, TimeSpan? prefill, TimeSpan? decode) =>
        total - load - prefill - decode is { } rest && rest >= TimeSpan.Zero ? rest : null;

    private static TimeSpan? Nanoseconds(JsonElement root, ReadOnlySpan<byte> name) =>
        root.Count(name) is { } nanoseconds ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick) : null;
}
