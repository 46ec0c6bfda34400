using System.Security.Cryptography;
using System.Text;

namespace Observability.Domain.Upstreams;

/// <summary>Seals provider credentials with the installation's master key: AES-256-GCM, bound to the upstream and its origin.</summary>
/// <remarks>Bound to the origin so that a row whose URL was changed behind our back cannot send its credential elsewhere.</remarks>
public sealed class CredentialCipher
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] _key;

    /// <summary>A cipher over the 32 bytes of the master key.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    public CredentialCipher(Sensitive<byte[]> masterKey)
    {
        if (masterKey.Value.Length != 32)
        {
            throw new ArgumentException($"The master key has {masterKey.Value.Length} bytes; it must have 32.", nameof(masterKey));
        }

        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey.Value, 32, info: "observability upstream credential v1"u8.ToArray());
    }

    /// <summary>Nonce, tag and ciphertext of <paramref name="credential"/>.</summary>
    public byte[] Seal(Sensitive<string> credential, Guid upstreamId, Uri baseUrl)
    {
        var plain = Encoding.UTF8.GetBytes(credential.Value);
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(
            sealedBytes.AsSpan(0, NonceBytes), plain, sealedBytes.AsSpan(NonceBytes + TagBytes),
            sealedBytes.AsSpan(NonceBytes, TagBytes), Binding(upstreamId, baseUrl));
        return sealedBytes;
    }

    /// <summary>The credential again, or null when it was sealed with another key, for another upstream or for another origin.</summary>
    public Sensitive<string>? Open(ReadOnlySpan<byte> sealedBytes, Guid upstreamId, Uri baseUrl)
    {
        if (sealedBytes.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key, TagBytes);
        try
        {
            aes.Decrypt(
                sealedBytes[..NonceBytes], sealedBytes[(NonceBytes + TagBytes)..],
                sealedBytes.Slice(NonceBytes, TagBytes), plain, Binding(upstreamId, baseUrl));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return new(Encoding.UTF8.GetString(plain));
    }

    private static byte[] Binding(Guid upstreamId, Uri baseUrl) =>
        Encoding.UTF8.GetBytes($"{upstreamId:N} {baseUrl.GetLeftPart(UriPartial.Authority)}");
}
