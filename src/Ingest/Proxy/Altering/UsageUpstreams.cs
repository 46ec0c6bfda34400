using Observability.Domain.Exchanges;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Proxy.Altering;

/// <summary>Which upstreams are asked for the usage of a stream whose client did not ask.</summary>
/// <remarks>
/// Without being told: those of whom recorded answers (read 2026-11) show that they accept <c>stream_options.include_usage</c> and answer it with a
/// chunk of its own, which can be taken out again. Providers that put usage on the last chunk with text (Mistral, OpenRouter, DeepSeek, Z.ai,
/// Perplexity, Vercel's gateway) are not among them: what they would have sent unasked cannot be told from what they sent because of us.
/// All others are asked when the key's own switch says so. Safe from any thread.
/// </remarks>
internal sealed class UsageUpstreams(TimeProvider time)
{
    private const int MaxRefusals = 1000;

    private static readonly TimeSpan RememberedFor = TimeSpan.FromDays(1);

    // A dot in front: every host that ends so.
    private static readonly string[] Accepting =
    [
        "api.openai.com", ".openai.azure.com", ".services.ai.azure.com", "api.groq.com", "api.x.ai", "ollama.com", "router.huggingface.co",
        "api.inference.crusoecloud.com", ".snowflakecomputing.com", ".ml.cloud.ibm.com",
    ];

    private readonly Lock _lock = new();
    private readonly Dictionary<Uri, DateTimeOffset> _refusedUntil = [];

    /// <summary>Whether the host is known to accept the option.</summary>
    public static bool Accepts(string host) => Accepting.Any(known =>
        known[0] == '.' ? host.EndsWith(known, StringComparison.OrdinalIgnoreCase) : host.Equals(known, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a call may ask for usage.</summary>
    public bool MayBeAsked(AdmittedCall call) =>
        call.Upstream.Family is "openai" or "azure"
        && (call.SwitchedOn.HasFlag(Alterations.IncludeUsage) || Accepts(call.Upstream.BaseUrl.Host))
        && !HasRefused(call.Upstream);

    /// <summary>Notes that this upstream answers only calls that do not ask: at this address, for a day, or until this process ends.</summary>
    public void HasToBeLeftAlone(UpstreamTarget upstream)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_refusedUntil.Count >= MaxRefusals)
            {
                _refusedUntil.Remove(_refusedUntil.MinBy(r => r.Value).Key);
            }

            _refusedUntil[upstream.BaseUrl] = now + RememberedFor;
        }
    }

    private bool HasRefused(UpstreamTarget upstream)
    {
        lock (_lock)
        {
            if (!_refusedUntil.TryGetValue(upstream.BaseUrl, out var until))
            {
                return false;
            }

            if (time.GetUtcNow() < until)
            {
                return true;
            }

            _refusedUntil.Remove(upstream.BaseUrl);
            return false;
        }
    }
}
