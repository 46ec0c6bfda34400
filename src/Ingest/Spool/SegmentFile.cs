using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Observability.Ingest.Spool;

/// <summary>Reads records out of a segment, and finds the next one after damage.</summary>
internal static class SegmentFile
{
    private const int SearchBlock = 64 << 10;
    private const int Sector = 4096;

    /// <summary>Reads the whole record at <paramref name="offset"/> and moves behind it; false when there is none, or it is damaged.</summary>
    public static bool TryRead(Segment segment, ref long offset, out RecordHeader header, [NotNullWhen(true)] out byte[]? payload)
    {
        payload = null;
        if (ReadHeader(segment, offset) is not { } found || offset + found.RecordLength > segment.Length)
        {
            header = default;
            return false;
        }

        header = found;
        var bytes = new byte[found.PayloadLength];
        if (!IsWhole(segment, offset, found, bytes))
        {
            return false;
        }

        payload = bytes;
        offset += found.RecordLength;
        return true;
    }

    /// <summary>The header of the whole and undamaged record at <paramref name="offset"/>; null when there is none.</summary>
    public static RecordHeader? Check(Segment segment, long offset)
    {
        if (ReadHeader(segment, offset) is not { } header || offset + header.RecordLength > segment.Length)
        {
            return null;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(header.PayloadLength);
        try
        {
            return IsWhole(segment, offset, header, bytes.AsSpan(0, header.PayloadLength)) ? header : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Ids of the calls in these segments that are sent once, in their order. Reads headers only.</summary>
    public static IReadOnlyList<Guid> SentOnce(IEnumerable<Segment> segments)
    {
        var ids = new List<Guid>();
        foreach (var segment in segments)
        {
            for (long offset = SegmentHeader.Size; offset < segment.Length;)
            {
                if (ReadHeader(segment, offset) is not { } header)
                {
                    offset = FindRecord(segment, offset + 1);
                    continue;
                }

                offset += header.RecordLength;
                if (header.IsSentOnce)
                {
                    ids.Add(header.Id);
                }
            }
        }

        return ids;
    }

    /// <summary>The offset of the next undamaged record at or after <paramref name="offset"/>; the segment's length when there is none.</summary>
    public static long FindRecord(Segment segment, long offset)
    {
        var block = ArrayPool<byte>.Shared.Rent(SearchBlock);
        try
        {
            while (offset + RecordHeader.Size <= segment.Length)
            {
                var read = Read(segment, block.AsSpan(0, SearchBlock), offset);
                var at = block.AsSpan(0, read).IndexOf(RecordHeader.Magic);
                if (at >= 0 && Check(segment, offset + at) is not null)
                {
                    return offset + at;
                }

                // A magic may lie across the edge of two blocks.
                offset += at >= 0 ? at + 1 : read == 0 ? Sector : Math.Max(1, read - RecordHeader.Magic.Length + 1);
            }

            return segment.Length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static RecordHeader? ReadHeader(Segment segment, long offset)
    {
        Span<byte> bytes = stackalloc byte[RecordHeader.Size];
        return RecordHeader.Read(bytes[..Read(segment, bytes, offset)], segment.Salt);
    }

    private static bool IsWhole(Segment segment, long offset, RecordHeader header, Span<byte> payload)
    {
        var read = 0;
        while (read < payload.Length)
        {
            var more = Read(segment, payload[read..], offset + RecordHeader.Size + read);
            if (more == 0)
            {
                return false;
            }

            read += more;
        }

        return Crc32C.Of(payload) == header.PayloadCrc;
    }

    // What the disk cannot read is damage like any other.
    private static int Read(Segment segment, Span<byte> to, long offset)
    {
        try
        {
            return RandomAccess.Read(segment.File, to, offset);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
