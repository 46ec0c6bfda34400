using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Observability.Domain.Keys;

namespace Observability.Ingest.Keys;

/// <summary>Every key, in memory, the revoked and expired ones too: the proxy asks only this. Safe from any thread.</summary>
public sealed class Keyring
{
    private FrozenDictionary<KeyDigest, KnownKey> _keys = FrozenDictionary<KeyDigest, KnownKey>.Empty;

    /// <summary>How many keys are known.</summary>
    public int Count => Volatile.Read(ref _keys).Count;

    /// <summary>The key with this text, or null when it has no valid checksum or is not known. No database is asked, nothing is allocated.</summary>
    /// <remarks>The key that is found may be expired or revoked: ask <see cref="KnownKey.StandingAt"/>.</remarks>
    public KnownKey? Find(ReadOnlySpan<char> text)
    {
        if (!KeyText.TryParse(text, out _))
        {
            return null;
        }

        Span<byte> ascii = stackalloc byte[KeyText.Length];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Encoding.ASCII.GetBytes(text, ascii);
        SHA256.HashData(ascii, digest);
        return Volatile.Read(ref _keys).GetValueOrDefault(KeyDigest.Of(digest));
    }

    /// <summary>Puts <paramref name="keys"/> in the place of all known before, at once: a look-up sees the old ones or the new ones.</summary>
    /// <exception cref="ArgumentException">A digest is not 32 bytes long.</exception>
    public void Replace(IReadOnlyCollection<(byte[] Digest, KnownKey Key)> keys) =>
        Volatile.Write(ref _keys, keys.ToFrozenDictionary(k => KeyDigest.Of(k.Digest), k => k.Key));
}
