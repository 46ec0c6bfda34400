namespace Observability.Ingest.Spool;

/// <summary>A body on its way into the spool: the pooled pieces it was captured in, never joined.</summary>
/// <param name="Pieces">The captured head of the body, in order. Borrowed: valid only until the call that was given them has returned.</param>
/// <param name="TotalBytes">Length of the whole body on the wire.</param>
/// <param name="Sha256">SHA-256 of the whole body when it is longer than what was captured; null otherwise.</param>
public readonly record struct BodyPieces(IReadOnlyList<ReadOnlyMemory<byte>> Pieces, long TotalBytes, ReadOnlyMemory<byte>? Sha256)
{
    /// <summary>No body.</summary>
    public static BodyPieces None { get; } = new([], 0, null);

    /// <summary>What was captured, in one piece: copied, unless it is in one already.</summary>
    public ReadOnlyMemory<byte> Joined()
    {
        if (Pieces.Count < 2)
        {
            return Pieces.Count == 0 ? ReadOnlyMemory<byte>.Empty : Pieces[0];
        }

        var joined = new byte[Pieces.Sum(p => p.Length)];
        var at = 0;
        foreach (var piece in Pieces)
        {
            piece.Span.CopyTo(joined.AsSpan(at));
            at += piece.Length;
        }

        return joined;
    }
}
