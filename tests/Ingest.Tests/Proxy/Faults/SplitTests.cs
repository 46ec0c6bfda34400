using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy.Faults;

/// <summary>Where the network cuts a stream changes nothing: not at any byte, not into single ones, not into one huge piece.</summary>
public sealed class SplitTests
{
    private static readonly byte[] Stream = Encoding.UTF8.GetBytes(
        ": hello\r\n\r\n" + Delta("Gr\u00fc\u00dfe \u674e \ud83d\ude00").Replace("\n\n", "\r\n\r\n", StringComparison.Ordinal) + Delta("!")
        + "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":20}}\n\ndata: [DONE]\n\n");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Trait("Fault", "F-35")]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("usage asked for")]
    public async Task A_stream_split_at_any_byte_gives_the_client_and_the_reader_the_same(string kind)
    {
        var body = kind == "gzip" ? Zipped(Stream) : Stream;
        var split = 0;
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync(kind == "gzip" ? Requests.StreamHead.Replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n", StringComparison.Ordinal) : Requests.StreamHead, ct);
            foreach (var piece in (byte[][])[body[..split], body[split..]])
            {
                await connection.SendAsync(Chunk(piece), ct);
            }

            await connection.SendAsync(Requests.LastChunk, ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        var key = proxy.AddKey(Alterations.None, kind == "usage asked for" ? Alterations.IncludeUsage : Alterations.None);
        using var client = await proxy.ConnectAsync(Ct);
        string? whole = null;
        var step = Quick.IsOn ? 17 : 1;
        for (split = 1; split < body.Length; split += step)
        {
            var answer = await client.CallAsync(Requests.Post($"/v1/{key}/chat/completions", Requests.Chat), Ct);
            var recorded = await proxy.RecordedAsync(Ct);

            Assert.True(recorded.Response.Bytes.Span.SequenceEqual(body), $"split at {split}");
            var got = $"{Convert.ToHexString(answer.Body)} {Told(recorded)}";
            whole ??= got;
            Assert.True(whole == got, $"split at {split}");
        }

        Assert.Contains("20 Stop", whole, StringComparison.Ordinal);
        Assert.Equal(kind != "usage asked for", whole!.StartsWith(Convert.ToHexString(body), StringComparison.Ordinal));
    }

    [Fact, Trait("Fault", "F-35"), Trait("Fault", "F-29")]
    public async Task A_stream_in_single_bytes_is_passed_on_byte_by_byte()
    {
        using var heard = new SemaphoreSlim(0);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync(Requests.StreamHead, ct);
            foreach (var one in Stream)
            {
                // The next byte is not sent before the client has this one.
                await connection.SendAsync(Chunk([one]), ct);
                await heard.WaitAsync(ct);
            }

            await connection.SendAsync(Requests.LastChunk, ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);

        var (body, isWhole) = await client.Reader.ReadBodyAsync((await client.Reader.ReadHeadAsync(Ct))!, true, "POST", _ => heard.Release(), Ct);

        Assert.True(isWhole);
        Assert.Equal(Stream, body);
        Assert.Equal(Stream.Length, (await proxy.RecordedAsync(Ct)).Timings.Chunks.Decode().Count);
    }

    [Theory, Trait("Fault", "F-35")]
    [InlineData(1, 1 << 20)]
    [InlineData(100_000, 24)]
    public async Task A_huge_piece_and_a_hundred_thousand_events_cross_as_they_are(int events, int length)
    {
        var text = string.Concat(Enumerable.Range(0, events).Select(i => $"data: {new string((char)('a' + (i % 26)), length)}\n\n"));
        var body = Encoding.ASCII.GetBytes(text);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync(Requests.StreamHead, ct);
            foreach (var piece in events == 1 ? [body] : body.Chunk(length + 8))
            {
                await connection.SendAsync(Chunk(piece), ct);
            }

            await connection.SendAsync(Requests.LastChunk, ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);

        Assert.True(answer.IsWhole && answer.Body.AsSpan().SequenceEqual(body));
        Assert.True((await proxy.RecordedAsync(Ct)).Response.Bytes.Span.SequenceEqual(body));
    }

    [Fact, Trait("Fault", "F-36")]
    public async Task Event_streams_of_every_shape_cross_as_they_are()
    {
        var file = SharedCorpora.Find("sse-cases/sse-cases.json");
        Assert.SkipWhen(file is null, SharedCorpora.Absent);
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file!, Ct));
        var bodies = document.RootElement.GetProperty("cases").EnumerateArray().Select(c => Encoding.UTF8.GetBytes(c.GetProperty("input").GetString()!)).ToList();
        var next = 0;
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
            await connection.SendAsync([.. Encoding.Latin1.GetBytes(Requests.StreamHead), .. bodies[next].Length == 0 ? [] : Chunk(bodies[next]), .. Encoding.ASCII.GetBytes(Requests.LastChunk)], ct));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        for (; next < bodies.Count; next++)
        {
            var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);
            Assert.Equal(bodies[next], answer.Body);
            var recorded = await proxy.RecordedAsync(Ct);
            Assert.Equal(bodies[next], recorded.Response.Bytes.ToArray());
            _ = ExchangeReader.Read(recorded);
        }
    }

    private static string Told(CapturedExchange recorded)
    {
        var row = ExchangeReader.Read(recorded).Row;
        return $"{row.ResponsePreview} {row.InputTokens} {row.OutputTokens} {row.Finish}";
    }

    private static string Delta(string text) =>
        Requests.Event($$"""{"id":"c1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":{{(text == "!" ? "\"stop\"" : "null")}}}]}""");

    private static byte[] Chunk(byte[] piece) => [.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, 13, 10];

    private static byte[] Zipped(byte[] plain)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
        {
            gzip.Write(plain);
        }

        return zipped.ToArray();
    }
}
