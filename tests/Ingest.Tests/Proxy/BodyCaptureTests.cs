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
    public void A_body_beyond_the_limit_brings_the_hash_of_the_whole()
    {
        using var capture = new BodyCapture(20_000);
        capture.Append(new byte[15_000]);
        capture.Append(new byte[15_000]);

        Assert.Equal(SHA256.HashData(new byte[30_000]), capture.ToPieces().Sha256?.ToArray());
    }
}
