using System.Net.WebSockets;
using System.Text;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>A WebSocket passes through raw.</summary>
public sealed class WebSocketTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Fault", "F-41")]
    public async Task Frames_pass_both_ways_byte_for_byte_and_both_directions_are_recorded()
    {
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: abc\r\n\r\nhello", ct);
            var got = await connection.Reader.ReadExactlyAsync(4, ct);
            await connection.SendAsync([.. "got:"u8, .. got], ct);
            connection.Dispose();
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.SendAsync(
            $"GET /openai/{proxy.Key}/v1/realtime?model=m HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\nSec-WebSocket-Version: 13\r\n\r\n", Ct);
        var head = await client.Reader.ReadHeadAsync(Ct);
        await client.SendAsync("\u0081\u0002\u00ff\u0000", Ct);
        var rest = await client.Reader.ReadRestAsync(Ct);

        Assert.Equal(("HTTP/1.1 101 Switching Protocols", "abc"), (head!.StartLine, head["Sec-WebSocket-Accept"]));
        Assert.Equal("hellogot:\u0081\u0002\u00ff\u0000", Encoding.Latin1.GetString(rest));
        var got = Assert.Single(upstream.Requests);
        Assert.Equal(("/v1/realtime?model=m", "k", "websocket"), (got.Target, got["Sec-WebSocket-Key"], got["Upgrade"]));
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.Completed, 101), (recorded.Outcome, recorded.Status));
        Assert.Equal(4, recorded.Request.TotalBytes);
        Assert.Equal(rest, recorded.Response.Bytes.ToArray());
    }

    [Fact, Trait("Fault", "F-41")]
    public async Task A_real_client_talks_through_the_tunnel()
    {
        await using var echo = await EchoServer.StartAsync(Ct);
        await using var proxy = await ProxyHost.StartAsync(echo.Url, Ct);
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new($"ws://127.0.0.1:{proxy.Port}/openai/{proxy.Key}/v1/realtime"), Ct);
        var message = new byte[200_000];
        new Random(1).NextBytes(message);

        await client.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, Ct);
        var got = new MemoryStream();
        var buffer = new byte[8192];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await client.ReceiveAsync(buffer.AsMemory(), Ct);
            await got.WriteAsync(buffer.AsMemory(0, part.Count), Ct);
        }
        while (!part.EndOfMessage);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Ct);

        Assert.Equal(message, got.ToArray());
        Assert.Equal(ExchangeOutcome.Completed, (await proxy.RecordedAsync(Ct)).Outcome);
    }
}
