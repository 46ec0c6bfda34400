using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Observability.Ingest.Keys;

/// <summary>The 32 bytes of a SHA-256, as a dictionary key.</summary>
/// <remarks>All of them are compared, in constant time: a shortened key has let one user in as another elsewhere (CVE-2026-35030).</remarks>
[InlineArray(SHA256.HashSizeInBytes)]
internal struct KeyDigest : IEquatable<KeyDigest>
{
    private byte _first;

    /// <summary>The digest in these 32 bytes.</summary>
    /// <exception cref="ArgumentException">They are not 32.</exception>
    public static KeyDigest Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != SHA256.HashSizeInBytes)
        {
            throw new ArgumentException($"A digest has {SHA256.HashSizeInBytes} bytes, this one has {bytes.Length}.", nameof(bytes));
        }

        var digest = default(KeyDigest);
        bytes.CopyTo(digest);
        return digest;
    }

    /// <inheritdoc/>
    public readonly bool Equals(KeyDigest other) => CryptographicOperations.FixedTimeEquals(this, other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is KeyDigest other && Equals(other);

    /// <summary>Any bits of a SHA-256 are as good as a hash of them.</summary>
    public override readonly int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(this);
}
