using System.Buffers.Binary;

namespace Observability.Ingest.Spool;

/// <summary>How far the log had been stored when this was written: every exchange that ended before it is in PostgreSQL or in quarantine.</summary>
/// <remarks>
/// Only spares work. It is written after the commit it tells of, and one that is missing, old, damaged or about another file means that
/// exchanges are delivered again, which the primary key makes harmless.
/// </remarks>
/// <param name="Sequence">The segment.</param>
/// <param name="Salt">That segment's salt, so that another file by the same name is not taken for it.</param>
/// <param name="Offset">The first byte not stored.</param>
internal readonly record struct Bookmark(long Sequence, uint Salt, long Offset)
{
    /// <summary>Its file.</summary>
    public const string FileName = "bookmark";

    private const int Size = 32;

    private static ReadOnlySpan<byte> Magic => "OBSMARK1"u8;

    /// <summary>The bookmark in the file, or null when there is none that can be trusted.</summary>
    public static Bookmark? Load(SpoolFolder folder)
    {
        try
        {
            return Decode(File.ReadAllBytes(Path.Combine(folder.Path, FileName)));
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            return null;
        }
    }

    /// <summary>Writes the file.</summary>
    /// <returns>Whether it was written.</returns>
    public bool TrySave(SpoolFolder folder)
    {
        try
        {
            folder.Replace(FileName, Encode());
            return true;
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            return false;
        }
    }

    /// <summary>The place it marks among these segments; null when it cannot be one of theirs.</summary>
    public LogPosition? Find(IReadOnlyList<Segment> segments)
    {
        foreach (var segment in segments)
        {
            if (segment.Sequence == Sequence)
            {
                return segment.Salt == Salt && Offset <= segment.Length ? new(segment, Offset) : null;
            }
        }

        return null;
    }

    internal static Bookmark? Decode(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Size && bytes.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) == Crc32C.Of(bytes[..28])
            ? new(
                BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]))
            : null;

    private byte[] Encode()
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), Salt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(20), Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(28), Crc32C.Of(bytes.AsSpan(0, 28)));
        return bytes;
    }
}
