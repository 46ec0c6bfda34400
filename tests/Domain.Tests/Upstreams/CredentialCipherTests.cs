using System.Security.Cryptography;
using Observability.Domain.Upstreams;

namespace Observability.Domain.Tests.Upstreams;

public sealed class CredentialCipherTests
{
    private static readonly Uri BaseUrl = new("https://api.example.com/v1");
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Guid _upstream = Guid.CreateVersion7();

    [Theory]
    [InlineData("sk-live-123")]
    [InlineData("")]
    [InlineData("clé 李 😀")]
    public void A_sealed_credential_opens_again(string credential)
    {
        var sealedBytes = Cipher().Seal(new(credential), _upstream, BaseUrl);
        Assert.Equal(credential, Cipher().Open(sealedBytes, _upstream, BaseUrl)?.Value);
    }

    [Fact]
    public void Sealing_twice_gives_different_bytes_that_do_not_show_the_credential()
    {
        var once = Cipher().Seal(new("sk-live-123"), _upstream, BaseUrl);
        Assert.NotEqual(once, Cipher().Seal(new("sk-live-123"), _upstream, BaseUrl));
        Assert.True(once.AsSpan().IndexOf("sk-live"u8) < 0);
    }

    [Fact]
    public void It_opens_only_for_its_key_its_upstream_and_its_origin()
    {
        var sealedBytes = Cipher().Seal(new("secret"), _upstream, BaseUrl);
        Assert.Null(new CredentialCipher(new(RandomNumberGenerator.GetBytes(32))).Open(sealedBytes, _upstream, BaseUrl));
        Assert.Null(Cipher().Open(sealedBytes, Guid.CreateVersion7(), BaseUrl));
        Assert.Null(Cipher().Open(sealedBytes, _upstream, new("https://api.example.com.evil.test/v1")));
        Assert.Null(Cipher().Open(sealedBytes, _upstream, new("http://api.example.com/v1")));
        Assert.Null(Cipher().Open(sealedBytes, _upstream, new("https://api.example.com:8443/v1")));
        Assert.Equal("secret", Cipher().Open(sealedBytes, _upstream, new("https://api.example.com/v2"))?.Value);
    }

    [Fact]
    public void Any_flipped_bit_and_any_cut_is_noticed()
    {
        var sealedBytes = Cipher().Seal(new("secret"), _upstream, BaseUrl);
        for (var bit = 0; bit < sealedBytes.Length * 8; bit++)
        {
            sealedBytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(Cipher().Open(sealedBytes, _upstream, BaseUrl));
            sealedBytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        for (var length = 0; length < sealedBytes.Length; length++)
        {
            Assert.Null(Cipher().Open(sealedBytes.AsSpan(0, length), _upstream, BaseUrl));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_master_key_of_another_length_is_refused(int length) =>
        Assert.Throws<ArgumentException>(() => new CredentialCipher(new(new byte[length])));

    private CredentialCipher Cipher() => new(new(_key));
}
