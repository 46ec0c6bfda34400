namespace Observability.Domain.Exchanges;

/// <summary>When each piece of a response body arrived: pairs of (time, offset of the first byte after it), delta-coded.</summary>
/// <remarks>
/// Stored as two unsigned LEB128 numbers per chunk: microseconds since the previous chunk (the first: since the request's
/// arrival) and the chunk's length in bytes. 200 events of a usual stream take about 700 bytes.
/// </remarks>
/// <param name="Encoded">The stored form.</param>
public sealed record ChunkTimeline(ReadOnlyMemory<byte> Encoded)
{
    // Seventeen years and half a petabyte: what is beyond is damage.
    private const long Largest = 1L << 49;

    /// <summary>No chunk.</summary>
    public static ChunkTimeline None { get; } = new(ReadOnlyMemory<byte>.Empty);

    /// <summary>The chunks, decoded. A damaged tail ends the list; it never throws.</summary>
    public IReadOnlyList<Chunk> Decode()
    {
        var chunks = new List<Chunk>();
        var rest = Encoded.Span;
        long micros = 0, end = 0;
        while (TryNext(ref rest, ref micros, ref end))
        {
            chunks.Add(new(TimeSpan.FromMicroseconds(micros), end));
        }

        return chunks;
    }

    /// <summary>When the bytes at <paramref name="offsets"/>, which must not go back, arrived: in one walk. Ends where the timeline does.</summary>
    public IReadOnlyList<TimeSpan> ArrivalsOf(IReadOnlyList<long> offsets)
    {
        var arrivals = new List<TimeSpan>(offsets.Count);
        var rest = Encoded.Span;
        long micros = 0, end = 0;
        foreach (var offset in offsets)
        {
            while (offset >= end)
            {
                if (!TryNext(ref rest, ref micros, ref end))
                {
                    return arrivals;
                }
            }

            arrivals.Add(TimeSpan.FromMicroseconds(micros));
        }

        return arrivals;
    }

    /// <summary>The stored form of <paramref name="chunks"/>, whose times and ends must not go back; where one does, it counts as standing still.</summary>
    public static ChunkTimeline Encode(IEnumerable<Chunk> chunks)
    {
        var bytes = new List<byte>();
        long micros = 0, end = 0;
        foreach (var chunk in chunks)
        {
            var at = Math.Max(micros, (long)chunk.At.TotalMicroseconds);
            var next = Math.Max(end, chunk.End);
            Write(bytes, at - micros);
            Write(bytes, next - end);
            (micros, end) = (at, next);
        }

        return new(bytes.ToArray());
    }

    private static void Write(List<byte> bytes, long value)
    {
        while (value > 0x7F)
        {
            bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        bytes.Add((byte)value);
    }

    private static bool TryNext(ref ReadOnlySpan<byte> rest, ref long micros, ref long end)
    {
        if (!TryRead(ref rest, out var delta) || !TryRead(ref rest, out var length))
        {
            return false;
        }

        micros += delta;
        end += length;
        return micros < Largest && end < Largest;
    }

    private static bool TryRead(ref ReadOnlySpan<byte> rest, out long value)
    {
        value = 0;
        for (var i = 0; i < rest.Length && i < 7; i++)
        {
            value |= (long)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}

/// <summary>One piece of a response body as one read of the upstream connection gave it.</summary>
/// <param name="At">Time since the request's arrival.</param>
/// <param name="End">Offset in the body of the first byte after this piece.</param>
public readonly record struct Chunk(TimeSpan At, long End);
