using System.Buffers.Binary;
using System.Net;

namespace Observability.Ingest.Tests.Proxy.Faults;

/// <summary>HTTP/2 is not spoken here, so that none of its floods has anything to flood: it is refused at its first bytes, whatever follows.</summary>
public sealed class Http2Tests
{
    private const int Connections = 40;
    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, Continuation = 9;

    private static readonly Dictionary<string, byte[]> Attacks = new(StringComparer.Ordinal)
    {
        ["a thousand streams"] = [.. Enumerable.Range(0, 1_000).SelectMany(i => Frame(Headers, 5, (2 * i) + 1, Head))],
        ["rapid reset"] = [.. Enumerable.Range(0, 5_000).SelectMany(i => (byte[])[.. Frame(Headers, 5, (2 * i) + 1, Head), .. Frame(Reset, 0, (2 * i) + 1, [0, 0, 0, 8])])],
        ["a flood of CONTINUATION"] = [.. Frame(Headers, 1, 1, Head), .. Enumerable.Range(0, 2_000).SelectMany(_ => Frame(Continuation, 0, 1, Head))],
        ["a huge field"] = Frame(Headers, 5, 1, [.. Head, 0x00, 0x03, .. "x-a"u8, 0x7F, 0xFF, 0xFF, 0x07, .. new byte[1 << 20]]),
        ["trailers and pings"] = [.. Frame(Headers, 4, 1, Head), .. Frame(Data, 0, 1, "x"u8), .. Frame(Headers, 5, 1, Head), .. Enumerable.Range(0, 1_000).SelectMany(_ => Frame(Ping, 0, 0, new byte[8]))],
    };

    public static TheoryData<string> Names => [.. Attacks.Keys];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static byte[] Head => [0x82, 0x84, 0x86];

    [Theory, MemberData(nameof(Names)), Trait("Fault", "F-43")]
    public async Task A_client_of_HTTP_2_is_refused_at_once_and_others_are_served(string attack)
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        byte[] bytes = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, []), .. Attacks[attack]];
        using var other = await proxy.ConnectAsync(Ct);

        await Parallel.ForAsync(0, Connections, Ct, async (_, ct) =>
        {
            using var attacker = await proxy.ConnectAsync(ct);
            await attacker.TrySendAsync(bytes, ct);
            // It is told off and hung up on; nothing of HTTP/2 comes but the one frame that says which version is spoken.
            var said = await attacker.Reader.ReadRestAsync(ct);
            Assert.True(said.Length < 1024, attack);
        });

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(200, (await other.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct)).Status);
        }

        Assert.Equal(5, upstream.Requests.Count);
        Assert.Equal(5, proxy.Spool.State.Begun);
    }

    [Fact, Trait("Fault", "F-43")]
    public async Task A_client_that_offers_both_is_served_in_HTTP_1()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower };

        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{proxy.Port}/v1/{proxy.Key}/models"), Ct);

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version11), (answer.StatusCode, answer.Version));
    }

    private static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var head = new byte[9];
        BinaryPrimitives.WriteInt32BigEndian(head, payload.Length << 8);
        (head[3], head[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(5), stream);
        return [.. head, .. payload];
    }
}
