using System.Security.Cryptography;
using System.Text;
using Observability.Dashboard.Start;

namespace Observability.Dashboard.SignIn;

/// <summary>Seals what an account's second factor hangs on with the master key: secrets with AES-256-GCM, bound to the account; recovery codes as HMACs.</summary>
/// <param name="key">The master key.</param>
internal sealed class AccountSeal(InstallationKey key)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] _secrets = Derive(key, "observability authenticator secret v1"u8);
    private readonly byte[] _codes = Derive(key, "observability recovery code v1"u8);

    /// <summary>Nonce, tag and ciphertext of <paramref name="secret"/>.</summary>
    public byte[] Seal(byte[] secret, Guid account)
    {
        var stored = new byte[NonceBytes + TagBytes + secret.Length];
        RandomNumberGenerator.Fill(stored.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_secrets, TagBytes);
        aes.Encrypt(
            stored.AsSpan(0, NonceBytes), secret, stored.AsSpan(NonceBytes + TagBytes), stored.AsSpan(NonceBytes, TagBytes), account.ToByteArray());
        return stored;
    }

    /// <summary>The secret again.</summary>
    /// <exception cref="AuthenticationTagMismatchException">It was sealed for another account or with another key, or changed since.</exception>
    public byte[] Open(byte[] stored, Guid account)
    {
        var plain = new byte[stored.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_secrets, TagBytes);
        aes.Decrypt(
            stored.AsSpan(0, NonceBytes), stored.AsSpan(NonceBytes + TagBytes), stored.AsSpan(NonceBytes, TagBytes), plain, account.ToByteArray());
        return plain;
    }

    /// <summary>What is kept of a recovery code. However it is spelt: without regard to case, hyphens and spaces.</summary>
    public byte[] DigestOf(string recoveryCode) =>
        HMACSHA256.HashData(_codes, Encoding.UTF8.GetBytes(new string([.. recoveryCode.Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant()));

    private static byte[] Derive(InstallationKey key, ReadOnlySpan<byte> purpose)
    {
        var derived = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Value.Value, derived, [], purpose);
        return derived;
    }
}
