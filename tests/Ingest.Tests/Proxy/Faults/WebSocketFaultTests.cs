using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Tests.Proxy.Faults;

/// <summary>A tunnel in trouble: every kind of frame, too much of it, too many, and ends of every kind.</summary>
public sealed class WebSocketFaultTests
{
    private const string Accepted = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: abc\r\n\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, byte[]> Frames = new(StringComparer.Ordinal)
    {
        ["text"] = Frame(0x81, "Gr\u00fc\u00dfe"u8),
        ["binary"] = Frame(0x82, [0, 255, 10, 13]),
        ["ping and pong"] = [.. Frame(0x89, "hello"u8), .. Frame(0x8A, "hello"u8)],
        ["fragments, with a ping between"] = [.. Frame(0x01, "a"u8), .. Frame(0x89, []), .. Frame(0x00, "b"u8), .. Frame(0x80, "c"u8)],
        ["close with a code of its own"] = Frame(0x88, [0x0F, 0xA1, .. "bye"u8]),
        ["what no standard knows"] = Frame(0xFF, [1, 2, 3]),
        ["16 MB"] = Frame(0x82, Random(16 << 20)),
    };

    public static TheoryData<string> Kinds => [.. Frames.Keys];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Kinds)), Trait("Fault", "F-41")]
    public async Task Frames_of_every_kind_cross_both_ways_and_what_is_kept_is_bounded(string name)
    {
        var frame = Frames[name];
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync(Accepted, ct);
            var got = await connection.Reader.ReadExactlyAsync(frame.Length, ct);
            await connection.SendAsync(got, ct);
            connection.EndSending();
            connection.Dispose();
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["Proxy:CaptureBytes"] = "1048576" }, Ct);
        using var client = await OpenAsync(proxy);

        await client.SendAsync(frame, Ct);
        var back = await client.Reader.ReadRestAsync(Ct);

        Assert.True(frame.AsSpan().SequenceEqual(back), name);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.Completed, 101), (recorded.Outcome, recorded.Status));
        Assert.All([recorded.Request, recorded.Response], side =>
        {
            Assert.Equal((frame.Length, Math.Min(frame.Length, 1 << 20)), (side.TotalBytes, side.Bytes.Length));
            Assert.Equal(SHA256.HashData(frame), side.WholeSha256());
        });
    }

    [Theory, Trait("Fault", "F-41")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tunnel_that_one_side_cuts_is_cut_for_the_other_and_says_who_it_was(bool byClient)
    {
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync([.. Encoding.ASCII.GetBytes(Accepted), .. Frame(0x81, "hello"u8)], ct);
            if (byClient)
            {
                await connection.WaitForCloseAsync(ct);
                isOver.SetResult();
                return;
            }

            await cut.Task.WaitAsync(ct);
            connection.Reset();
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await OpenAsync(proxy);
        await client.Reader.ReadExactlyAsync(7, Ct);

        if (byClient)
        {
            client.Reset();
            await isOver.Task.WaitAsync(Patience, Ct);
        }
        else
        {
            cut.SetResult();
            Assert.Empty(await client.Reader.ReadRestAsync(Ct).WaitAsync(Patience, Ct));
        }

        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal(byClient ? ExchangeOutcome.ClientAborted : ExchangeOutcome.UpstreamBroke, recorded.Outcome);
        Assert.Equal(Frame(0x81, "hello"u8), recorded.Response.Bytes.ToArray());
    }

    [Fact, Trait("Fault", "F-41")]
    public async Task One_tunnel_more_than_allowed_is_refused_in_words_and_recorded_and_a_free_place_is_taken_again()
    {
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync(Accepted, ct);
            await connection.WaitForCloseAsync(ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["Proxy:MaxWebSockets"] = "1" }, Ct);
        var first = await OpenAsync(proxy);
        using var second = await proxy.ConnectAsync(Ct);

        var answer = await second.CallAsync(Upgrade(proxy), Ct);

        Assert.Equal((503, "application/json"), (answer.Status, answer["Content-Type"]));
        Assert.Contains("\"code\":\"too_many_websockets\"", answer.Text, StringComparison.Ordinal);
        var refused = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.Rejected, 503), (refused.Outcome, refused.Status));
        first.Dispose();
        Assert.Equal(101, (await proxy.RecordedAsync(Ct)).Status);
        await Testing.Eventually.HoldsAsync(async () => await IsOpenedAsync(proxy), Patience, "the place is free again", Ct);
    }

    [Fact, Trait("Fault", "F-41")]
    public async Task An_upstream_that_does_not_want_a_tunnel_says_so_itself()
    {
        await using var upstream = RawUpstream.Saying("HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Upgrade(proxy), Ct);

        Assert.Equal((403, "{}"), (answer.Status, answer.Text));
        Assert.Equal(ExchangeOutcome.UpstreamRefused, (await proxy.RecordedAsync(Ct)).Outcome);
    }

    private static string Upgrade(ProxyHost proxy) =>
        $"GET /openai/{proxy.Key}/v1/realtime HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private static async Task<RawConnection> OpenAsync(ProxyHost proxy)
    {
        var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(Upgrade(proxy), Ct);
        Assert.Equal(101, (await client.Reader.ReadHeadAsync(Ct))!.Status);
        return client;
    }

    private static async Task<bool> IsOpenedAsync(ProxyHost proxy)
    {
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(Upgrade(proxy), Ct);
        return (await client.Reader.ReadHeadAsync(Ct))?.Status == 101;
    }

    // As a server writes it, unmasked; the tunnel does not look.
    private static byte[] Frame(byte first, ReadOnlySpan<byte> payload)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)payload.Length);
        return payload.Length switch
        {
            < 126 => [first, (byte)payload.Length, .. payload],
            < 1 << 16 => [first, 126, .. length.AsSpan(6), .. payload],
            _ => [first, 127, .. length, .. payload],
        };
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(41).NextBytes(bytes);
        return bytes;
    }
}
