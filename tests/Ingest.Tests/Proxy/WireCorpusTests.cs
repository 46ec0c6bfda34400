using System.Security.Cryptography;
using System.Text;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Every recorded exchange with a request body, through the proxy and back, compared byte by byte at all three places.</summary>
public sealed class WireCorpusTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recorded_exchanges_cross_byte_for_byte_and_are_recorded_byte_for_byte()
    {
        var folder = SharedCorpora.Find("wire");
        Assert.SkipWhen(folder is null, SharedCorpora.Absent);
        var exchanges = WireRecording.Load(folder!);
        WireRecording current = exchanges[0];
        var random = new Random(20_26);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            foreach (var piece in WireRecording.Split(Answer(current), random))
            {
                await connection.SendAsync(piece, ct);
            }
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        foreach (var exchange in exchanges)
        {
            current = exchange;
            var answer = await client.CallAsync(Request(exchange, proxy.Key), Ct);
            Assert.True(upstream.Requests.TryDequeue(out var got), exchange.Id);
            var recorded = await proxy.RecordedAsync(Ct);

            Assert.True((exchange.Status, true) == (answer.Status, answer.IsWhole), exchange.Id);
            Assert.True("/" + exchange.Path.TrimStart('/') == got.Target, $"{exchange.Id}: {got.Target}");
            AssertSame(exchange.Id, exchange.RequestBody, got.Body, recorded.Request.Bytes);
            AssertSame(exchange.Id, exchange.ResponseBody, answer.Body, recorded.Response.Bytes);
            Assert.True((recorded.Timings.Chunks.Decode() is [.., var last] ? last.End : 0) == answer.Body.Length, exchange.Id);
        }
    }

    private static void AssertSame(string id, byte[] sent, byte[] got, ReadOnlyMemory<byte> recorded)
    {
        var hash = Convert.ToHexString(SHA256.HashData(sent));
        Assert.True(hash == Convert.ToHexString(SHA256.HashData(got)), id);
        Assert.True(hash == Convert.ToHexString(SHA256.HashData(recorded.Span)), id);
    }

    private static byte[] Request(WireRecording exchange, string key)
    {
        var head = new StringBuilder($"{exchange.Method} /plain/{key}{exchange.Path} HTTP/1.1\r\nHost: proxy\r\n");
        foreach (var (name, value) in exchange.RequestHeaders)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        head.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Length: {exchange.RequestBody.Length}\r\n\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. exchange.RequestBody];
    }

    // Plain answers with their length, streams in chunks of any size.
    private static byte[] Answer(WireRecording exchange)
    {
        var head = new StringBuilder($"HTTP/1.1 {exchange.Status} X\r\n");
        foreach (var (name, value) in exchange.ResponseHeaders)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (!exchange.IsStream)
        {
            head.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Length: {exchange.ResponseBody.Length}\r\n\r\n");
            return [.. Encoding.Latin1.GetBytes(head.ToString()), .. exchange.ResponseBody];
        }

        head.Append("Transfer-Encoding: chunked\r\n\r\n");
        var random = new Random(exchange.ResponseBody.Length);
        var chunks = WireRecording.Split(exchange.ResponseBody, random).SelectMany(piece =>
            (byte[])[.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, 13, 10]);
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. chunks, .. "0\r\n\r\n"u8];
    }
}
