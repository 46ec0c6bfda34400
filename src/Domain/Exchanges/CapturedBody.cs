using System.Security.Cryptography;

namespace Observability.Domain.Exchanges;

/// <summary>One body as it crossed the wire, after the transfer coding (chunks) and before the content coding (gzip).</summary>
/// <param name="Bytes">The first bytes of it, up to the capture limit.</param>
/// <param name="TotalBytes">Length of the whole body in bytes; above <c>Bytes.Length</c> when it was truncated.</param>
/// <param name="Sha256">SHA-256 of the whole body; null when the body was kept whole and nobody has hashed it yet.</param>
public sealed record CapturedBody(ReadOnlyMemory<byte> Bytes, long TotalBytes, ReadOnlyMemory<byte>? Sha256)
{
    /// <summary>A message without a body.</summary>
    public static CapturedBody Empty { get; } = new(ReadOnlyMemory<byte>.Empty, 0, null);

    /// <summary>Whether bytes beyond the capture limit were passed on but not kept.</summary>
    public bool IsTruncated => TotalBytes > Bytes.Length;

    /// <summary><see cref="Sha256"/>, computed when nobody has and all bytes are here; empty when it cannot be known.</summary>
    public byte[] WholeSha256() => Sha256?.ToArray() ?? (IsTruncated ? [] : SHA256.HashData(Bytes.Span));
}
