using System.Net.Sockets;
using Observability.Domain.Exchanges;
using Observability.Domain.Upstreams;

namespace Observability.Ingest.Proxy;

/// <summary>Why a call did not reach its end, and what follows from that.</summary>
/// <param name="Outcome">How the exchange ended.</param>
/// <param name="Error">In words, for the record.</param>
/// <param name="Answer">What the client is told if its answer has not begun; null when there is nobody to tell.</param>
internal sealed record Failure(ExchangeOutcome Outcome, string Error, ClientError? Answer)
{
    /// <summary>The client closed its connection.</summary>
    public static Failure ClientGone { get; } = new(ExchangeOutcome.ClientAborted, "The client closed its connection.", null);

    /// <summary>One of the dashboard's calls came a second time.</summary>
    public static Failure AlreadySent { get; } = new(ExchangeOutcome.Rejected, ClientError.AlreadySent.Message, ClientError.AlreadySent);

    /// <summary>As many WebSockets are open as may be.</summary>
    public static Failure NoPlace { get; } = new(ExchangeOutcome.Rejected, "As many WebSocket connections were open as Proxy:MaxWebSockets allows.",
        new(503, "too_many_websockets", "As many WebSocket connections are open as this server allows (Proxy:MaxWebSockets). Try again in a moment."));

    /// <summary>One side of a WebSocket was cut, not closed.</summary>
    public static Failure CutByClient { get; } = new(ExchangeOutcome.ClientAborted, "The client cut the WebSocket without closing it.", null);

    /// <inheritdoc cref="CutByClient"/>
    public static Failure CutByUpstream { get; } = new(ExchangeOutcome.UpstreamBroke, "The upstream cut the WebSocket without closing it.", null);

    /// <summary>There is no file handle for one more call; nothing was sent.</summary>
    public static Failure OutOfHandles { get; } = new(
        ExchangeOutcome.Rejected, "This server had no file handle for one more call.",
        new(503, "too_busy", "This server holds more connections than it is allowed file handles. Try again in a moment."));

    /// <summary>The host was stopped and did not wait any longer.</summary>
    public static Failure Stopped { get; } = new(
        ExchangeOutcome.Interrupted, "This server was stopped and closed the connection before the answer was complete.", null);

    /// <summary>Reads an exception of the forwarder.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="upstream">The upstream's name.</param>
    /// <param name="clientGone">Whether the client has closed its connection.</param>
    /// <param name="timeIsUp">Whether a time limit of ours has passed.</param>
    public static Failure Of(Exception e, string upstream, bool clientGone, bool timeIsUp)
    {
        if (clientGone)
        {
            return ClientGone;
        }

        if (Find<ClientBodyException>(e) is { } body)
        {
            return body.ClientGone ? ClientGone : Malformed(body.Message);
        }

        if (timeIsUp)
        {
            return TimedOut(upstream);
        }

        if (Find<OutboundRefusedException>(e) is { } refused)
        {
            return Unreachable(upstream, "is at an address that this server must not call", refused.Message);
        }

        if (Find<SocketException>(e) is { SocketErrorCode: SocketError.TooManyOpenSockets })
        {
            return OutOfHandles;
        }

        return e switch
        {
            // Our own limits have been ruled out, so this one is the handler's: the connect timeout.
            OperationCanceledException => Unreachable(upstream, "did not accept a connection in time", e.Message),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
                Unreachable(upstream, "has a host name that cannot be resolved", e.Message),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                Unreachable(upstream, "refused a secure connection", e.Message),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Unreachable(upstream, "could not be connected to", e.Message),
            HttpRequestException { InnerException: SocketException } when Find<IOException>(e) is null =>
                Unreachable(upstream, "could not be connected to", e.Message),
            _ => Broke(upstream, "broke the connection or sent something that is not HTTP", e.Message),
        };
    }

    /// <summary>The upstream's answer cannot be passed on.</summary>
    public static Failure Broke(string upstream, string what, string detail) => new(
        ExchangeOutcome.UpstreamBroke, $"The upstream {what}: {detail}",
        new(502, "upstream_broke", $"The upstream '{upstream}' {what}."));

    private static Failure Unreachable(string upstream, string what, string detail) => new(
        ExchangeOutcome.UpstreamUnreachable, $"The upstream {what}: {detail}",
        new(502, "upstream_unreachable", $"The upstream '{upstream}' {what}."));

    private static Failure TimedOut(string upstream) => new(
        ExchangeOutcome.UpstreamTimedOut, "The upstream did not answer in time.",
        new(504, "upstream_timeout", $"The upstream '{upstream}' did not answer in time."));

    private static Failure Malformed(string detail) => new(
        ExchangeOutcome.Rejected, $"The request's body is malformed: {detail}",
        new(400, "malformed_request", "The request's body is not well-formed HTTP."));

    private static T? Find<T>(Exception e) where T : Exception
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found)
            {
                return found;
            }
        }

        return null;
    }
}
