using System.Collections.Frozen;
using Observability.Domain.Exchanges;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Replays;

/// <summary>Which of the kept headers of a captured call are sent again: all but those named here, in their order. docs/replay.md says it in words.</summary>
public static class SentAgain
{
    private static readonly FrozenSet<string> LeftOut = FrozenSet.ToFrozenSet(
    [
        // what belongs to one connection (RFC 9110 §7.6.1)
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        // what follows from the address and the body
        "Host", "Content-Length", "X-Content-Length", "Expect",
        // what tells a provider that it has done this call before
        "Idempotency-Key",
        // what opens something: the stored credential takes their place
        .. CredentialHeader.Names, "Cookie",
    ], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Ours = ["Helicone-", "X-Observability-"];

    /// <summary>The headers of <paramref name="kept"/> that are sent again.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(StoredHeaders kept)
    {
        var named = kept.Lines.Where(h => h.Key.Equals("Connection", StringComparison.OrdinalIgnoreCase))
            .SelectMany(h => h.Value.Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. kept.Lines.Where(h => !IsLeftOut(h.Key) && !named.Contains(h.Key))];
    }

    /// <summary>Whether a header of this name is never sent with a draft: HTTP, ingest or the credential bring it, or it is nobody else's business.</summary>
    public static bool IsLeftOut(string name) => LeftOut.Contains(name) || Ours.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
