using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Open WebUI's heavy and slow cases, scaled down. The trait is the case's number in its wire script.</summary>
public sealed class OpenWebUILoadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Trait("case", "20")]
    [InlineData(6_000_177)]
    [InlineData(60_000_000)]
    public async Task A_multi_megabyte_image_crosses_whole(int bytes)
    {
        Assert.SkipWhen(Quick.IsOn && bytes > 10_000_000, Quick.Reason);
        var body = new byte[bytes];
        new Random(20).NextBytes(body);
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", body, ""), Ct);

        Assert.Equal(200, answer.Status);
        Assert.True(body.AsSpan().SequenceEqual(Assert.Single(upstream.Requests).Body));
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((bytes, Math.Min(bytes, 8 << 20)), (recorded.Request.TotalBytes, recorded.Request.Bytes.Length));
    }

    [Fact, Trait("case", "48")]
    public async Task A_full_spool_costs_no_call_and_every_drop_is_counted()
    {
        var body = new byte[400_000];
        new Random(48).NextBytes(body);
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["Spool:MaxBytes"] = "1048576", ["Spool:SegmentBytes"] = "65536" }, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var calls = 0;

        while (proxy.Spool.State.Dropped == 0 && calls < 20_000)
        {
            Assert.Equal(200, (await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", body, ""), Ct)).Status);
            calls++;
            body = calls < 5 ? body : body[..Math.Min(body.Length, 2000)];
        }

        var state = proxy.Spool.State;
        Assert.True(state.Dropped > 0, "the spool has filled");
        Assert.Equal(calls, state.Begun);
        Assert.Equal(calls, state.Ended + state.Dropped);
    }

    [Fact, Trait("case", "49")]
    public async Task A_slow_reader_slows_the_upstream_down_and_still_gets_everything()
    {
        const int Total = 48 << 20;
        long sent = 0;
        var piece = new byte[64 << 10];
        new Random(49).NextBytes(piece);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Total}\r\n\r\n", ct);
            for (; sent < Total; sent += piece.Length)
            {
                await connection.SendAsync(piece, ct);
            }
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await RawConnection.OpenNarrowAsync(proxy.Port, Ct);
        await client.SendAsync(Requests.Get($"/v1/{proxy.Key}/files/f/content"), Ct);
        var head = await client.Reader.ReadHeadAsync(Ct);

        // Nobody reads: what has been sent stops growing, far from the end.
        long before = -1;
        await Eventually.HoldsAsync(
            async () =>
            {
                var stalled = sent > 0 && sent == before;
                before = sent;
                await Pause.ForAsync(TimeSpan.FromMilliseconds(300), Ct);
                return stalled && sent == before;
            },
            Patience, "the upstream is made to wait", Ct);
        Assert.True(before < Total / 2, $"{before} bytes were taken from the upstream for a client that reads nothing");

        var (body, isWhole) = await client.Reader.ReadBodyAsync(head!, true, "GET", null, Ct);
        Assert.Equal((Total, true), (body.Length, isWhole));
        Assert.All(body.Chunk(piece.Length), part => Assert.True(part.AsSpan().SequenceEqual(piece)));
    }

    [Fact, Trait("case", "50")]
    public async Task A_slow_uploader_is_waited_for()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var request = Requests.Post($"/v1/{proxy.Key}/chat/completions", new string('x', 700));

        // 100 bytes a second for 7 seconds: the web server's own limit is 240 after 5.
        await client.SendAsync(request[..^700], Ct);
        foreach (var piece in request[^700..].Chunk(100))
        {
            await Pause.ForAsync(TimeSpan.FromSeconds(1), Ct);
            await client.SendAsync(piece, Ct);
        }

        Assert.Equal(200, (await client.Reader.ReadAsync(true, "POST", Ct))!.Status);
        Assert.Equal(700, Assert.Single(upstream.Requests).Body.Length);
    }
}
