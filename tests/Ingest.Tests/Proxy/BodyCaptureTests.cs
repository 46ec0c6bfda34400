using System.Security.Cryptography;
using Observability.Ingest.Proxy;

namespace Observability.Ingest.Tests.Proxy;

public sealed class BodyCaptureTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    public void A_body_within_the_limit_is_left_to_be_hashed_by_whoever_stores_it(int length)
    {
        using var capture = new BodyCapture(20_000);
        capture.Append(new byte[length]);

        Assert.Null(capture.ToPieces().Sha256);
    }

    [Fact]
    [Trait("Fault", "F-13")]
    public void Where_memory_is_short_a_body_is_cut_and_known_by_size_and_hash_but_what_is_sent_from_it_is_whole()
    {
        var memory = new CaptureMemory(40_000);
        var body = new byte[100_000];
        Random.Shared.NextBytes(body);
        using (var cut = new BodyCapture(1 << 20, memory))
        using (var sent = new BodyCapture(1 << 20, memory) { AlwaysBytes = 90_000 })
        {
            foreach (var piece in body.Chunk(7_000))
            {
                cut.Append(piece);
                sent.Append(piece);
            }

            Assert.All([cut, sent], c => Assert.Equal(100_000, c.TotalBytes));
            Assert.All([cut, sent], c => Assert.Equal(SHA256.HashData(body), c.ToPieces().Sha256?.ToArray()));
            Assert.InRange(cut.KeptBytes, 1, 40_000);
            Assert.InRange(sent.KeptBytes, 90_000, 99_999);
            Assert.Equal(body[..(int)sent.KeptBytes], sent.Kept().SelectMany(p => p.ToArray()));
        }

        Assert.Equal(0, memory.UsedBytes);
    }

    [Fact]
    public void A_body_beyond_the_limit_brings_the_hash_of_the_whole()
    {
        using var capture = new BodyCapture(20_000);
        capture.Append(new byte[15_000]);
        capture.Append(new byte[15_000]);

        Assert.Equal(SHA256.HashData(new byte[30_000]), capture.ToPieces().Sha256?.ToArray());
    }
}
