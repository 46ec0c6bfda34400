using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Observability.Domain.Exchanges;

namespace Observability.Domain.Tests.Exchanges;

public sealed class ContentDecodingTests
{
    public static TheoryData<string> Codings => ["gzip", "br", "deflate", "raw deflate"];

    [Theory, MemberData(nameof(Codings)), Trait("Fault", "F-37")]
    public void A_coded_body_is_decoded(string coding)
    {
        var plain = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 5_000)));
        var decoded = ContentDecoding.Decode(Encode(coding, [plain]).Bytes, Header(coding), ChunkTimeline.None);
        Assert.Equal(plain, decoded.Bytes.ToArray());
        Assert.Null(decoded.Note);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("identity")]
    [InlineData(" Identity ")]
    public void An_uncoded_body_stays_as_it_is(string? coding)
    {
        var chunks = ChunkTimeline.Encode([new(TimeSpan.FromSeconds(1), 3)]);
        var decoded = ContentDecoding.Decode("abc"u8.ToArray(), coding, chunks);
        Assert.Equal(("abc", chunks, null), (Encoding.UTF8.GetString(decoded.Bytes.Span), decoded.Chunks, decoded.Note));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, br")]
    [InlineData("x-secret")]
    public void An_unknown_coding_is_said_and_nothing_is_guessed(string coding)
    {
        var decoded = ContentDecoding.Decode("abc"u8.ToArray(), coding, ChunkTimeline.None);
        Assert.True(decoded.Bytes.IsEmpty);
        Assert.Contains(coding, decoded.Note, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Codings)), Trait("Fault", "F-37")]
    public void A_cut_body_gives_what_could_be_decoded(string coding)
    {
        var plain = RandomNumberGenerator.GetBytes(40_000);
        var whole = Encode(coding, [plain]).Bytes;
        foreach (var length in new[] { 1, 5, whole.Length / 2, whole.Length - 9 })
        {
            var decoded = ContentDecoding.Decode(whole.AsMemory(0, length), Header(coding), ChunkTimeline.None);
            Assert.True(plain.AsSpan().StartsWith(decoded.Bytes.Span));
            Assert.True(length < whole.Length / 2 || decoded.Bytes.Length > 10_000, $"{coding} {length} gave {decoded.Bytes.Length}");
        }
    }

    [Theory, MemberData(nameof(Codings))]
    public void Garbage_is_survived_and_said(string coding)
    {
        var whole = Encode(coding, [Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 2_000)))]).Bytes;
        for (var seed = 0; seed < 200; seed++)
        {
            var damaged = whole.ToArray();
            damaged[seed * 13 % damaged.Length] ^= (byte)(1 + seed);
            _ = ContentDecoding.Decode(damaged, Header(coding), ChunkTimeline.None);
        }

        Assert.NotNull(ContentDecoding.Decode("not coded at all, whatever the header says"u8.ToArray(), Header(coding), ChunkTimeline.None).Note);
    }

    [Theory, MemberData(nameof(Codings)), Trait("Fault", "F-38")]
    public void A_bomb_is_read_up_to_its_bound(string coding)
    {
        var bomb = Encode(coding, [new byte[80 << 20]]).Bytes;
        var decoded = ContentDecoding.Decode(bomb, Header(coding), ChunkTimeline.None);
        var bound = Math.Min(ContentDecoding.MaxDecodedBytes, Math.Max(ContentDecoding.FreeBytes, (long)bomb.Length * ContentDecoding.MaxRatio));
        Assert.Equal(bound, decoded.Bytes.Length);
        Assert.Contains("longer than", decoded.Note, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Codings))]
    public void A_decoded_byte_arrived_when_the_coded_piece_that_brought_it_did(string coding)
    {
        byte[][] pieces = [.. Enumerable.Range(0, 20).Select(i => Encoding.UTF8.GetBytes($"data: piece {i}, {Guid.CreateVersion7()}\n\n"))];
        var (bytes, ends) = Encode(coding, pieces);
        var chunks = ChunkTimeline.Encode(ends.Select((end, i) => new Chunk(TimeSpan.FromMilliseconds(100 * (i + 1)), end)));
        var decoded = ContentDecoding.Decode(bytes, Header(coding), chunks);
        var offset = 0;
        for (var i = 0; i < pieces.Length; i++)
        {
            var arrived = TimeSpan.FromMilliseconds(100 * (i + 1));
            var after = offset + pieces[i].Length;
            Assert.Equal([arrived, arrived], decoded.Chunks.ArrivalsOf([offset, after - 1]));
            offset = after;
        }
    }

    [Fact]
    public void Pieces_that_say_nothing_by_themselves_count_with_the_one_that_makes_sense_of_them()
    {
        var (bytes, _) = Encode("gzip", ["hello"u8.ToArray()]);
        var single = ChunkTimeline.Encode(Enumerable.Range(1, bytes.Length).Select(i => new Chunk(TimeSpan.FromMilliseconds(i), i)));
        var decoded = ContentDecoding.Decode(bytes, "gzip", single);
        var first = Assert.Single(decoded.Chunks.ArrivalsOf([0]));
        Assert.InRange(first, TimeSpan.FromMilliseconds(11), TimeSpan.FromMilliseconds(bytes.Length));
        Assert.Equal("hello", Encoding.UTF8.GetString(decoded.Bytes.Span));
    }

    private static string Header(string coding) => coding == "raw deflate" ? "deflate" : coding;

    // The coded body, flushed after each piece, with where each piece ends in it.
    private static (byte[] Bytes, List<long> Ends) Encode(string coding, byte[][] pieces)
    {
        var coded = new MemoryStream();
        var ends = new List<long>();
        using (Stream encoder = coding switch
        {
            "gzip" => new GZipStream(coded, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(coded, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(coded, CompressionLevel.Optimal, leaveOpen: true),
            _ => new DeflateStream(coded, CompressionLevel.Optimal, leaveOpen: true),
        })
        {
            foreach (var piece in pieces)
            {
                encoder.Write(piece);
                encoder.Flush();
                ends.Add(coded.Length);
            }
        }

        ends[^1] = coded.Length;
        return (coded.ToArray(), ends);
    }
}
