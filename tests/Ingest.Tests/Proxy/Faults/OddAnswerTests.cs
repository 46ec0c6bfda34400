using Observability.Domain.Exchanges;

namespace Observability.Ingest.Tests.Proxy.Faults;

/// <summary>Answers that nobody asked for or that are hardly HTTP, beyond the vectors: none of them reaches a client as something else.</summary>
public sealed class OddAnswerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Trait("Fault", "F-39")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nGET / HTTP/1.1\r\n\r\n")]
    [InlineData("HTTP/1.1 099 Odd\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 000 Odd\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n2\r\nok\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nok\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\nok\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-A: b\r\n\rX-B: c\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nX-A: b\u0001\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000")]
    [InlineData("")]
    public async Task An_answer_that_is_no_answer_is_502(string raw)
    {
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync(raw, ct);
            connection.EndSending();
            await connection.WaitForCloseAsync(ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Get($"/plain/{proxy.AddKey(Alterations.None, Alterations.None)}/a"), Ct);

        Assert.Equal(502, answer.Status);
        Assert.Contains("\"code\":\"upstream_broke\"", answer.Text, StringComparison.Ordinal);
        Assert.Equal((ExchangeOutcome.UpstreamBroke, 502), (await proxy.RecordedAsync(Ct)) is var recorded ? (recorded.Outcome, recorded.Status) : default);
    }

    [Fact, Trait("Fault", "F-39")]
    public async Task What_an_upstream_sends_beyond_its_answer_is_nobody_elses_answer()
    {
        var number = 0;
        await using var upstream = new RawUpstream((_, connection, ct) => connection.SendAsync(
            $"{Requests.Json($"{{\"n\":{Interlocked.Increment(ref number)}}}")}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen", ct));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        for (var i = 1; i <= 20; i++)
        {
            Assert.Equal($"{{\"n\":{i}}}", (await client.CallAsync(Requests.Get($"/plain/{proxy.Key}/a"), Ct)).Text);
        }
    }

    [Fact, Trait("Fault", "F-39")]
    public async Task Word_that_an_answer_will_come_is_not_the_answer()
    {
        await using var upstream = RawUpstream.Saying("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Get($"/plain/{proxy.Key}/a"), Ct);

        Assert.Equal((200, "{}", null), (answer.Status, answer.Text, answer["Link"]));
    }
}
