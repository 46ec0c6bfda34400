using System.Net;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Proxy;

/// <summary>One request on its way to an upstream, HTTP/1.1 exactly, with what the connection reports back about it.</summary>
internal sealed class UpstreamRequest : HttpRequestMessage
{
    /// <summary>A request without headers or body.</summary>
    public UpstreamRequest(string method, Uri url, UpstreamTarget target)
        : base(HttpMethod.Parse(method), url)
    {
        Target = target;
        Version = HttpVersion.Version11;
        VersionPolicy = HttpVersionPolicy.RequestVersionExact;
    }

    /// <summary>The upstream it goes to.</summary>
    public UpstreamTarget Target { get; }

    /// <summary>Time stamp of the moment a connection made for it was there; null when none was made.</summary>
    public long? ConnectedAt { get; set; }
}
