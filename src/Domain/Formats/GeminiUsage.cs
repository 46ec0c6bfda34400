using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Gathers Gemini's <c>usageMetadata</c>, which every event of a stream repeats and completes.</summary>
/// <remarks>
/// Thoughts are not in <c>candidatesTokenCount</c>, and what tools put into the prompt is not in <c>promptTokenCount</c>; what came from
/// the cache is (as recorded traffic of 2026 shows it; Google calls it UsageMetadata).
/// </remarks>
internal sealed class GeminiUsage
{
    private long? _prompt;
    private long? _candidates;
    private long? _thoughts;
    private long? _toolPrompt;
    private long? _cached;
    private GeminiModalities _input = GeminiModalities.None;
    private GeminiModalities _toolInput = GeminiModalities.None;
    private GeminiModalities _cache = GeminiModalities.None;
    private GeminiModalities _output = GeminiModalities.None;
    private decimal? _stated;

    /// <summary>The tier the call was served in; null while nobody said.</summary>
    public string? Tier { get; private set; }

    /// <summary>What Pydantic's gateway says it cost; null when it did not say.</summary>
    public StatedCost? StatedCost => _stated is { } usd ? new(usd, "usageMetadata.pydantic_ai_gateway.cost_estimate") : null;

    /// <summary>Merges a usage object: what it says replaces what was said before, what it leaves out stays.</summary>
    public void Merge(JsonElement usage)
    {
        _prompt = usage.Count("promptTokenCount"u8) ?? _prompt;
        _candidates = usage.Count("candidatesTokenCount"u8) ?? usage.Count("responseTokenCount"u8) ?? _candidates;
        _thoughts = usage.Count("thoughtsTokenCount"u8) ?? _thoughts;
        _toolPrompt = usage.Count("toolUsePromptTokenCount"u8) ?? _toolPrompt;
        _cached = usage.Count("cachedContentTokenCount"u8) ?? _cached;
        _input = GeminiModalities.In(usage, "promptTokensDetails"u8) ?? GeminiModalities.In(usage, "promptTokenDetails"u8) ?? _input;
        _toolInput = GeminiModalities.In(usage, "toolUsePromptTokensDetails"u8) ?? _toolInput;
        _cache = GeminiModalities.In(usage, "cacheTokensDetails"u8) ?? _cache;
        _output = GeminiModalities.In(usage, "candidatesTokensDetails"u8) ?? GeminiModalities.In(usage, "responseTokensDetails"u8) ?? _output;
        _stated = usage.Member("pydantic_ai_gateway"u8)?.Number("cost_estimate"u8) ?? _stated;
        Tier = usage.Text("serviceTier"u8) ?? TrafficOf(usage) ?? Tier;
    }

    /// <summary>The tokens; null when no usage was given.</summary>
    /// <param name="searches">Searches made for the answer; null when it does not name any.</param>
    public Usage? ToUsage(long? searches)
    {
        var output = _candidates + (_thoughts ?? 0) ?? _thoughts;
        return (_prompt ?? output ?? searches) is null ? null : new(
            _prompt + (_toolPrompt ?? 0),
            CacheRead: _cached,
            Output: output,
            Reasoning: _thoughts,
            AudioInput: _input.Audio + (_toolInput.Audio ?? 0) ?? _toolInput.Audio,
            AudioOutput: _output.Audio)
        {
            AudioCacheRead = _cache.Audio,
            ImageInput = _input.Image + (_toolInput.Image ?? 0) ?? _toolInput.Image,
            ImageOutput = _output.Image,
            Searches = searches,
        };
    }

    // Vertex says how a call was served; a client may have asked for numbers instead of names.
    private static string? TrafficOf(JsonElement usage) => usage.Word("trafficType"u8) switch
    {
        "1" => "ON_DEMAND",
        "2" => "PROVISIONED_THROUGHPUT",
        var traffic => traffic,
    };
}
