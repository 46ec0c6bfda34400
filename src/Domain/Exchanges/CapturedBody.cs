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
}
