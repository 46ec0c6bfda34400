using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Observability.Domain.Upstreams;

namespace Observability.Ingest.Proxy;

/// <summary>Sends requests upstream: HTTP/1.1 as written, with none of the conveniences of a client.</summary>
/// <remarks>
/// No redirects, cookies, decompression, proxy variables or trace headers. Upstreams that may be on a private address have connections of their own,
/// so that no other upstream of the same host borrows one that it could not have opened.
/// </remarks>
internal sealed class UpstreamClient(OutboundWall wall, IOptions<ProxyOptions> options, TimeProvider time) : IDisposable
{
    private readonly HttpMessageInvoker _public = new(NewHandler(allowPrivate: false, wall, options.Value, time));
    private readonly HttpMessageInvoker _private = new(NewHandler(allowPrivate: true, wall, options.Value, time));

    /// <summary>Sends a request; returns when the head of the answer is there.</summary>
    public Task<HttpResponseMessage> SendAsync(UpstreamRequest request, CancellationToken ct) =>
        (request.Target.AllowPrivate ? _private : _public).SendAsync(request, ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        _public.Dispose();
        _private.Dispose();
    }

    private static SocketsHttpHandler NewHandler(bool allowPrivate, OutboundWall wall, ProxyOptions options, TimeProvider time) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(options.ConnectSeconds),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxConnectionsPerServer = int.MaxValue,
        MaxResponseHeadersLength = 64,
        // An answer that nobody reads to its end is not read for politeness either: its connection closes at once, and the provider stops.
        MaxResponseDrainSize = 0,
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ConnectCallback = async (context, ct) =>
        {
            var stream = await wall.ConnectAsync(context.DnsEndPoint, allowPrivate, ct);
            if (context.InitialRequestMessage is UpstreamRequest request)
            {
                request.ConnectedAt = time.GetTimestamp();
            }

            return new UpstreamStream(stream);
        },
    };
}
