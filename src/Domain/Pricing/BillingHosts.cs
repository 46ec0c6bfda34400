using System.Net;
using Observability.Domain.Upstreams;

namespace Observability.Domain.Pricing;

/// <summary>Tells from an upstream's address, or else from its name, who bills for it.</summary>
internal static class BillingHosts
{
    /// <summary>The provider whose API is at the upstream's URL, else the one it is called after (a relay of OpenAI's called <c>openai</c>); null when it is none's.</summary>
    public static CatalogueProvider? ProviderOf(BillingUpstream upstream, IReadOnlyCollection<CatalogueProvider> providers) =>
        providers.FirstOrDefault(p => p.Hosts.Any(pattern => Holds(pattern, upstream.BaseUrl)))
        ?? providers.FirstOrDefault(p => p.Id == upstream.Name || p.UpstreamNames.Contains(upstream.Name));

    /// <summary>Whether <paramref name="url"/> is a machine of the network at home: by its address, or a name no public network knows.</summary>
    public static bool IsLocal(Uri url)
    {
        var host = url.IdnHost;
        return IPAddress.TryParse(host.Trim('[', ']'), out var address)
            ? AddressKinds.Of(address) != AddressKind.Public
            : !host.Contains('.', StringComparison.Ordinal)
                || Array.Exists([".local", ".localhost", ".internal", ".lan", ".home.arpa"], end => host.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }

    private static bool Holds(string pattern, Uri url)
    {
        var slash = pattern.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash < 0 ? (pattern, "") : (pattern[..slash], pattern[slash..]);
        var star = host.IndexOf('*', StringComparison.Ordinal);
        var isHost = star < 0
            ? url.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase)
            : url.IdnHost.Length > host.Length - 1
                && url.IdnHost.StartsWith(host[..star], StringComparison.OrdinalIgnoreCase)
                && url.IdnHost.EndsWith(host[(star + 1)..], StringComparison.OrdinalIgnoreCase);
        return isHost && (path.Length == 0 || (url.AbsolutePath.TrimEnd('/') + "/").StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));
    }
}
