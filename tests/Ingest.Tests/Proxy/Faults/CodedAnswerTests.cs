using System.IO.Compression;
using System.Text;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy.Faults;

/// <summary>Compressed answers, right, wrong and made to burst: the client gets the bytes as they are, and only what reads them behind the spool has to take care.</summary>
public sealed class CodedAnswerTests
{
    private const int Mebibyte = 1 << 20;
    private static readonly byte[] Json = Encoding.UTF8.GetBytes("""{"model":"gpt-4o","choices":[{"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":20}}""");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Trait("Fault", "F-37")]
    [InlineData("gzip", "gzip", true)]
    [InlineData("br", "br", true)]
    [InlineData("deflate", "deflate", true)]
    [InlineData("zstd", "zstd", false)]
    [InlineData("gzip, br", "gzip", false)]
    [InlineData("gzip", "nothing at all", false)]
    [InlineData("br", "gzip", false)]
    [InlineData("gzip", "gzip, cut", false)]
    [InlineData("gzip", "empty", false)]
    [InlineData("x-nobody", "gzip", false)]
    public async Task A_coded_answer_crosses_untouched_and_is_read_where_it_can_be(string says, string @is, bool isRead)
    {
        var (recorded, _) = await AnsweredAsync(says, Coded(@is));

        var row = ExchangeReader.Read(recorded).Row;
        Assert.Equal(isRead ? (8L, UsageSource.Provider) : (null, UsageSource.None), (row.InputTokens, row.UsageSource));
        // What is cut is read as far as it goes, and that it ends too early shows in what was read.
        Assert.Equal(isRead || @is is "empty" or "gzip, cut", ExchangeReader.ReadingOf(recorded)?.Notes.Count is 0);
    }

    [Theory, Trait("Fault", "F-38")]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_bomb_crosses_as_it_is_and_is_unpacked_up_to_its_bound_only(string coding)
    {
        // A gibibyte of zeros: about a megabyte as gzip, not two kilobytes as Brotli.
        var bomb = Bomb(coding, Quick.IsOn ? 96 : Thorough.Or(256, 1024));
        var (recorded, _) = await AnsweredAsync(coding, bomb);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var notes = ExchangeReader.ReadingOf(recorded)?.Notes ?? [];

        var bound = Math.Min(ContentDecoding.MaxDecodedBytes, Math.Max(ContentDecoding.FreeBytes, (long)bomb.Length * ContentDecoding.MaxRatio));
        Assert.Contains(notes, note => note.Contains("longer than", StringComparison.Ordinal));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (8 * bound) + (4 * Mebibyte));
    }

    [Fact, Trait("Fault", "F-38")]
    public async Task A_bomb_in_a_bomb_is_unpacked_once_or_not_at_all()
    {
        var inner = Bomb("gzip", 64);
        var outer = Coded("gzip", inner);

        var (once, _) = await AnsweredAsync("gzip", outer);
        var (twice, _) = await AnsweredAsync("gzip, gzip", outer);

        Assert.Equal(inner, ContentDecoding.Decode(once.Response.Bytes, "gzip", ChunkTimeline.None).Bytes.ToArray());
        _ = ExchangeReader.Read(once);
        Assert.Contains(ExchangeReader.ReadingOf(twice)!.Notes, note => note.Contains("not decoded here", StringComparison.Ordinal));
    }

    private static async Task<(CapturedExchange Recorded, RawMessage Answer)> AnsweredAsync(string coding, byte[] body)
    {
        var head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: {coding}\r\nContent-Length: {body.Length}\r\n\r\n");
        await using var upstream = RawUpstream.Saying([.. head, .. body]);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", """{"model":"gpt-4o","messages":[]}"""), Ct);

        Assert.Equal((200, coding), (answer.Status, answer["Content-Encoding"]));
        Assert.Equal(body, answer.Body);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal(body, recorded.Response.Bytes.ToArray());
        return (recorded, answer);
    }

    private static byte[] Coded(string kind) => kind switch
    {
        "nothing at all" => Json,
        "empty" => [],
        "zstd" => [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x05, 0x29, 0x00, 0x00, .. "hello"u8],
        "gzip, cut" => Coded("gzip", Json)[..30],
        _ => Coded(kind, Json),
    };

    private static byte[] Coded(string coding, byte[] plain)
    {
        var coded = new MemoryStream();
        using (var encoder = Encoder(coding, coded))
        {
            encoder.Write(plain);
        }

        return coded.ToArray();
    }

    private static byte[] Bomb(string coding, int mebibytes)
    {
        var coded = new MemoryStream();
        var zeros = new byte[Mebibyte];
        using (var encoder = Encoder(coding, coded))
        {
            for (var i = 0; i < mebibytes; i++)
            {
                encoder.Write(zeros);
            }
        }

        return coded.ToArray();
    }

    private static Stream Encoder(string coding, Stream to) => coding switch
    {
        "br" => new BrotliStream(to, CompressionLevel.Optimal, leaveOpen: true),
        "deflate" => new ZLibStream(to, CompressionLevel.Optimal, leaveOpen: true),
        _ => new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true),
    };
}
