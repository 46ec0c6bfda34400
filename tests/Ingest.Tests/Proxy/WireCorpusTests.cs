using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Every recorded exchange with a request body, through the proxy and back, compared byte by byte at all three places.</summary>
public sealed class WireCorpusTests
{
    // Framing and the connection are this test's business, as they are the proxy's; the rest of a recorded head is sent as recorded.
    private static readonly string[] NotSent = ["content-length", "transfer-encoding", "connection", "host", "content-encoding", "keep-alive", "date"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recorded_exchanges_cross_byte_for_byte_and_are_recorded_byte_for_byte()
    {
        var folder = SharedCorpora.Find("wire");
        Assert.SkipWhen(folder is null, SharedCorpora.Absent);
        var exchanges = Load(folder!).Where((_, i) => !Quick.IsOn || i % 20 == 0).ToList();
        Recording current = exchanges[0];
        var random = new Random(20_26);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            foreach (var piece in Split(Answer(current), random))
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

    private static byte[] Request(Recording exchange, string key)
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
    private static byte[] Answer(Recording exchange)
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
        var chunks = Split(exchange.ResponseBody, random).SelectMany(piece =>
            (byte[])[.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, 13, 10]);
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. chunks, .. "0\r\n\r\n"u8];
    }

    private static IEnumerable<byte[]> Split(byte[] bytes, Random random)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, random.Next(4) == 0 ? random.Next(1, 20) : random.Next(1, 40_000));
            yield return bytes[at..(at + length)];
            at += length;
        }
    }

    private static IEnumerable<Recording> Load(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "exchanges-*.jsonl.gz").Order(StringComparer.Ordinal))
        {
            using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            while (lines.ReadLine() is { } line)
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.GetProperty("request_body").GetString() is not null)
                {
                    yield return Read(json.RootElement);
                }
            }
        }
    }

    private static Recording Read(JsonElement json) => new(
        json.GetProperty("id").GetString()!,
        json.GetProperty("method").GetString()!,
        new Uri(json.GetProperty("url").GetString()!).PathAndQuery,
        Headers(json.GetProperty("request_headers")),
        Encoding.UTF8.GetBytes(json.GetProperty("request_body").GetString()!),
        json.GetProperty("status").GetInt32(),
        Headers(json.GetProperty("response_headers")),
        json.GetProperty("response_body").GetBytesFromBase64(),
        json.GetProperty("is_stream").GetBoolean());

    private static List<(string Name, string Value)> Headers(JsonElement pairs) =>
    [
        .. pairs.EnumerateArray()
            .Select(pair => (Name: pair[0].GetString()!, Value: pair[1].GetString()!))
            .Where(h => !NotSent.Contains(h.Name, StringComparer.OrdinalIgnoreCase) && !h.Value.Contains('\n', StringComparison.Ordinal)),
    ];

    private sealed record Recording(
        string Id, string Method, string Path, List<(string Name, string Value)> RequestHeaders, byte[] RequestBody, int Status,
        List<(string Name, string Value)> ResponseHeaders, byte[] ResponseBody, bool IsStream);
}
