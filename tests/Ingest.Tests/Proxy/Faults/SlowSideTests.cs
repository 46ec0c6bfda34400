using System.Globalization;
using System.Text;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy.Faults;

/// <summary>Upstreams that take their time and clients that do not read: neither costs memory, and nothing is given up for it. Alone, for memory is measured.</summary>
[Collection(nameof(MemoryTests))]
public sealed class SlowSideTests
{
    private const int Mebibyte = 1 << 20;
    private const int SlowReaders = 6;
    private const int Mebibytes = 64;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Fault", "F-29"), Trait("Fault", "F-42")]
    public async Task Streams_that_say_a_byte_now_and_then_stay_open_cost_little_and_end_whole_beside_busy_calls()
    {
        var count = Quick.IsOn ? 100 : Thorough.Or(400, 2_000);
        await using var streams = new HeldStreams();
        await using var busy = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(streams.Url, new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "None", ["Proxy:FirstByteSeconds"] = "60" }, Ct);
        proxy.Fill(new("plain", streams.Url, "plain", true, null), new("openai", busy.Url, "openai", true, null));
        var before = Live();
        await streams.OpenAsync(proxy, count, Ct);

        using var client = await proxy.ConnectAsync(Ct);
        for (var i = 0; i < 5; i++)
        {
            await streams.SayAsync(i.ToString(CultureInfo.InvariantCulture), Ct);
            Assert.Equal(200, (await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct)).Status);
        }

        // A thousand of them may take 100 MB; the test's own ends of them are counted too.
        Assert.InRange(Live() - before, long.MinValue, (count * 100_000L) + (8 * Mebibyte));
        Assert.Equal(count, await streams.EndAsync(Ct));
        var recorded = new List<CapturedExchange>();
        while (recorded.Count < count + 5)
        {
            recorded.Add(await proxy.RecordedAsync(Ct));
        }

        Assert.All(recorded, r => Assert.Equal(ExchangeOutcome.Completed, r.Outcome));
        Assert.Equal(count, recorded.Count(r => Encoding.ASCII.GetString(r.Response.Bytes.Span) == "01234"));
    }

    [Fact, Trait("Fault", "F-30")]
    public async Task A_client_that_does_not_read_holds_its_upstream_back_and_gets_every_byte_later()
    {
        var block = new byte[Mebibyte];
        new Random(30).NextBytes(block);
        var sent = 0L;
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: {Mebibytes * Mebibyte}\r\n\r\n", ct);
            for (var i = 0; i < Mebibytes; i++)
            {
                await connection.SendAsync(block, ct);
                Interlocked.Add(ref sent, Mebibyte);
            }
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["Proxy:CaptureBytes"] = "1048576" }, Ct);
        var clients = new List<RawConnection>();
        var before = Live();
        for (var i = 0; i < SlowReaders; i++)
        {
            clients.Add(await RawConnection.OpenNarrowAsync(proxy.Port, Ct));
            await clients[i].SendAsync(Requests.Get($"/plain/{proxy.Key}/file"), Ct);
        }

        await StandsStillAsync(() => Interlocked.Read(ref sent));

        // What the system's own buffers take on three sockets; the proxy itself holds 64 KiB and the mebibyte it keeps for the record.
        Assert.InRange(Interlocked.Read(ref sent), 0, SlowReaders * 32L * Mebibyte);
        Assert.InRange(Live() - before, long.MinValue, SlowReaders * 3L * Mebibyte);
        foreach (var client in clients)
        {
            await client.Reader.ReadHeadAsync(Ct);
            for (var i = 0; i < Mebibytes; i++)
            {
                var got = await client.Reader.ReadExactlyAsync(Mebibyte, Ct);
                Assert.True(block.AsSpan().SequenceEqual(got), $"mebibyte {i}");
            }

            client.Dispose();
            var recorded = await proxy.RecordedAsync(Ct);
            Assert.Equal((ExchangeOutcome.Completed, (long)Mebibytes * Mebibyte), (recorded.Outcome, recorded.Response.TotalBytes));
        }
    }

    // A machine that is busy elsewhere makes this end early: then less was sent, and less is what is claimed.
    private static async Task StandsStillAsync(Func<long> number)
    {
        var (last, still) = (-1L, 0);
        await Eventually.HoldsAsync(
            () =>
            {
                var now = number();
                still = now == last ? still + 1 : 0;
                last = now;
                return now > 0 && still == 50;
            },
            TimeSpan.FromMinutes(2), "the upstream is held back", Ct);
    }

    private static long Live()
    {
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
