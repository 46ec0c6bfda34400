using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Observability.Ingest.Proxy;

/// <summary>Passes a WebSocket through, raw in both directions; its frames are captured as they are, not understood.</summary>
/// <remarks>
/// Client to upstream is kept as the request's body, upstream to client as the response's. A request's body has its place in the first record, so
/// both records are appended at the end: appended at the opening, the first would lose what the client said of every session, for the sake of the
/// bare head of those that a kill of this process cuts. Those leave no trace.
/// </remarks>
internal static class WebSocketTunnel
{
    private const int BufferBytes = 16 << 10;

    /// <summary>Asks the upstream for the upgrade that the client asks of us. Null: the client asks for none, and the request is left alone.</summary>
    public static IHttpUpgradeFeature? Prepare(HttpContext context, UpstreamRequest request)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade
            || !context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", context.Request.Headers.Upgrade.ToString());
        return upgrade;
    }

    /// <summary>Runs until one side closes; returns how, or null when it was closed properly. The head of the upstream's answer must have been copied already.</summary>
    public static async Task<Failure?> RunAsync(
        HttpContext context, IHttpUpgradeFeature upgrade, HttpResponseMessage response, ExchangeRecorder exchange, CancellationToken ct)
    {
        var from = exchange.Now;
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        await using var upstream = await response.Content.ReadAsStreamAsync(ct);
        await using var client = await upgrade.UpgradeAsync();
        // Not linked to the request's token: a client that closes shows in its stream, as a clean end where it was one.
        using var over = new CancellationTokenSource();

        var up = PumpAsync(client, upstream, bytes => exchange.Request.Append(bytes), over.Token);
        var down = PumpAsync(upstream, client, bytes => exchange.Arrived(bytes), over.Token);
        var first = await Task.WhenAny(up, down);
        // One side has closed: the other has nobody left to talk to.
        await over.CancelAsync();
        await Task.WhenAll(up, down);

        exchange.Waited(from);
        return !await first ? null : first == up ? Failure.CutByClient : Failure.CutByUpstream;
    }

    // True: the side that was read broke. Its bytes up to there have been passed on.
    private static async Task<bool> PumpAsync(Stream from, Stream to, ReadOnlySpanAction capture, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, ct)) > 0)
            {
                capture(buffer.AsSpan(0, count));
                await to.WriteAsync(buffer.AsMemory(0, count), ct);
                await to.FlushAsync(ct);
            }

            return false;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or HttpRequestException)
        {
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private delegate void ReadOnlySpanAction(ReadOnlySpan<byte> bytes);
}
