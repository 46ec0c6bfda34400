using Microsoft.Extensions.Options;
using Observability.Domain.Keys;
using Observability.Ingest.Configuration;
using Observability.Ingest.Keys;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Proxy;

/// <summary>Finds key and upstream of a request, in memory.</summary>
internal sealed class Admission(Keyring keys, UpstreamTable upstreams, CurrentConfiguration configuration, IOptions<ProxyOptions> options)
{
    private const string HowTo = "Calls go to /v1/<key>/<path> or /<upstream>/<key>/<path>, such as /v1/<key>/chat/completions.";

    /// <summary>The answer where no route leads.</summary>
    public static ClientError UnknownRoute { get; } = new(404, "unknown_route", "There is nothing at this address. " + HowTo);

    /// <summary>Decides. A revoked or expired key, an unknown upstream and a path without a call are refused under the key's name.</summary>
    public AdmissionDecision Decide(RawTarget target, IHeaderDictionary headers, DateTimeOffset now)
    {
        switch (target.Kind)
        {
            case RouteKind.Refused:
                return new(null, null, new(400, "malformed_request",
                    "The path holds a dot segment or a character that does not belong into a URL; it is not forwarded."));
            case RouteKind.Unknown:
                return new(null, null, UnknownRoute);
        }

        // Asked before the key is: a configuration that arrives in between must not turn its keys down.
        var knowsKeys = configuration.Origin is not ConfigurationOrigin.None;
        if (ClientKey.Find(target, headers) is not { } text)
        {
            return new(null, null, ClientError.InvalidKey);
        }

        if (keys.Find(text) is not { Kind: KeyKind.Write } key)
        {
            var mayBecomeKnown = !knowsKeys && KeyText.TryParse(text, out var kind) && kind is KeyKind.Write;
            return new(null, null, mayBecomeKnown ? ClientError.NotReady : ClientError.InvalidKey);
        }

        if (!key.Admits(now))
        {
            return new(key, null, ClientError.InvalidKey);
        }

        return Route(target, key, text);
    }

    private AdmissionDecision Route(RawTarget target, KnownKey key, string text)
    {
        var isVersioned = target.Kind == RouteKind.Versioned;
        if (isVersioned && target.Rest is "" or "/")
        {
            return new(key, null, new(404, "unknown_route", "The key is good, but the path ends after it. " + HowTo));
        }

        if (isVersioned && key.IsReplay)
        {
            return new(key, null, new(404, "unknown_route", "A key for replays names the upstream and the whole path: /<upstream>/<path>."));
        }

        var name = isVersioned ? key.DefaultUpstream : target.Upstream;
        if (upstreams.Find(key.ProjectId, name) is not { } upstream)
        {
            return new(key, null, new(404, "unknown_upstream",
                $"No upstream is named '{Shown(name)}'. Configured: {string.Join(", ", upstreams.NamesFor(key.ProjectId))}."));
        }

        return (key.IsReplay ? JoinedUrl.Whole(upstream.BaseUrl, target) : JoinedUrl.Join(upstream.BaseUrl, target)) is { } url
            ? new(key, WithAlterations(new(target, upstream, url, text), key), null)
            : new(key, null, new(404, "outside_base_path",
                $"The upstream '{upstream.Name}' is at {upstream.BaseUrl.AbsolutePath}; a call to a path outside of that does not go there."));
    }

    private AdmittedCall WithAlterations(AdmittedCall call, KnownKey key) =>
        options.Value.StrictBytes ? call : call with { Alterations = key.Alterations, SwitchedOn = key.SwitchedOn };

    // The name is the producer's: what could not be a name is not repeated in full.
    private static string Shown(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
