using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Gathers Anthropic's usage objects: input without the cache, both caches beside it, and the passes an answer was made in.</summary>
/// <remarks>
/// The passes (<c>iterations</c>: compaction, an advisor's look, the message itself) are the whole of it where they are given; the top
/// level then has only a part. Held against recorded answers of 2026; the provider describes it at docs.claude.com/en/api/messages.
/// </remarks>
internal sealed class AnthropicUsage
{
    private readonly Counts _counts = new();
    private List<(string? Model, Usage Usage)> _passes = [];
    private long? _reasoning;
    private long? _searches;

    /// <summary>The tier it was served in; a fast one and one kept in the US go first, since they have prices of their own.</summary>
    public string? ServiceTier { get; private set; }

    /// <summary>Merges a usage object: what it says replaces what was said before, what it leaves out stays.</summary>
    /// <param name="usage">The object.</param>
    /// <param name="isStart">Whether the answer only begins: its output is then not yet counted.</param>
    public void Merge(JsonElement usage, bool isStart)
    {
        _counts.Merge(usage, isStart);
        _reasoning = usage.Member("output_tokens_details"u8)?.Count("thinking_tokens"u8) ?? _reasoning;
        _searches = usage.Member("server_tool_use"u8)?.Count("web_search_requests"u8) ?? _searches;
        ServiceTier = ServiceTier is "fast" or "us" ? ServiceTier
            : usage.Text("speed"u8) is "fast" ? "fast"
            : usage.Text("inference_geo"u8) is "us" ? "us"
            : usage.Text("service_tier"u8) ?? ServiceTier;
        var passes = new List<(string?, Usage)>();
        foreach (var pass in usage.Items("iterations"u8))
        {
            var counts = new Counts();
            counts.Merge(pass, isStart: false);
            if (counts.ToUsage() is { } part)
            {
                passes.Add((pass.Text("model"u8), part));
            }
        }

        _passes = passes.Count > 0 ? passes : _passes;
    }

    /// <summary>The tokens; null when no usage was given.</summary>
    public Usage? ToUsage()
    {
        var usage = _counts.ToUsage();
        foreach (var (i, pass) in _passes.Index())
        {
            usage = i == 0 ? pass.Usage : Sum(usage!, pass.Usage);
        }

        return usage is null ? null : usage with { Reasoning = _reasoning, Searches = _searches };
    }

    /// <summary>The tokens by model; empty when one model did it all.</summary>
    /// <param name="main">The model that answered.</param>
    public IReadOnlyList<ModelUsage> ToShares(string? main)
    {
        var shares = new List<ModelUsage>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (named, usage) in _passes)
        {
            var model = named ?? main;
            if (model is null)
            {
                return [];
            }

            if (!places.TryGetValue(model, out var at))
            {
                places.Add(model, shares.Count);

                // What is counted for the whole answer belongs to the model that gave it.
                shares.Add(new(model, model == main ? usage with { Reasoning = _reasoning, Searches = _searches } : usage));
            }
            else
            {
                shares[at] = shares[at] with { Usage = Sum(shares[at].Usage, usage) };
            }
        }

        return shares.Count > 1 ? shares : [];
    }

    private static Usage Sum(Usage a, Usage b) => a with
    {
        Input = Sum(a.Input, b.Input),
        CacheRead = Sum(a.CacheRead, b.CacheRead),
        CacheWrite = Sum(a.CacheWrite, b.CacheWrite),
        CacheWriteHour = Sum(a.CacheWriteHour, b.CacheWriteHour),
        Output = Sum(a.Output, b.Output),
    };

    // What only one of them counted is the sum; what neither did stays unknown.
    private static long? Sum(long? a, long? b) => (a ?? b) is null ? null : (a ?? 0) + (b ?? 0);

    private sealed class Counts
    {
        private long? _uncached;
        private long? _cacheRead;
        private long? _cacheWrite;
        private long? _hour;
        private long? _output;

        public void Merge(JsonElement usage, bool isStart)
        {
            _uncached = usage.Count("input_tokens"u8) ?? _uncached;
            _cacheRead = usage.Count("cache_read_input_tokens"u8) ?? _cacheRead;
            _cacheWrite = usage.Count("cache_creation_input_tokens"u8) ?? _cacheWrite;
            if (usage.Member("cache_creation"u8) is { } written)
            {
                _hour = written.Count("ephemeral_1h_input_tokens"u8) ?? _hour;
                _cacheWrite ??= Sum(written.Count("ephemeral_5m_input_tokens"u8), _hour);
            }

            _output = isStart ? _output : usage.Count("output_tokens"u8) ?? _output;
        }

        public Usage? ToUsage() => (_uncached ?? _output) is null ? null : new(
            _uncached + (_cacheRead ?? 0) + (_cacheWrite ?? 0), _cacheRead, _cacheWrite, _output)
        { CacheWriteHour = _hour };
    }
}
