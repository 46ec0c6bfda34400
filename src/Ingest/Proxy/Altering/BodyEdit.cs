namespace Observability.Ingest.Proxy.Altering;

/// <summary>A change of one place of a body; every byte before and after it is sent as it came.</summary>
/// <param name="At">Where, in bytes; before the body's end.</param>
/// <param name="Removed">How many bytes are left out there.</param>
/// <param name="Inserted">What is sent in their place.</param>
internal sealed record BodyEdit(int At, int Removed, ReadOnlyMemory<byte> Inserted)
{
    /// <summary>By how much the body grows, bytes.</summary>
    public int Growth => Inserted.Length - Removed;

    /// <summary>The pieces of a body with the change in its place.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Apply(IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        var start = 0;
        foreach (var piece in pieces)
        {
            var from = Math.Clamp(At - start, 0, piece.Length);
            var to = Math.Clamp(At + Removed - start, 0, piece.Length);
            if (from > 0)
            {
                yield return piece[..from];
            }

            if (At >= start && from < piece.Length)
            {
                yield return Inserted;
            }

            if (to < piece.Length)
            {
                yield return piece[to..];
            }

            start += piece.Length;
        }
    }
}
