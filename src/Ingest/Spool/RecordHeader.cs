using System.Buffers.Binary;

namespace Observability.Ingest.Spool;

/// <summary>What a record says.</summary>
internal enum RecordKind : byte
{
    /// <summary>A <see cref="BeginRecord"/>.</summary>
    Begin = 1,

    /// <summary>An <see cref="EndRecord"/>.</summary>
    End = 2,
}

/// <summary>The 44 bytes before every payload.</summary>
/// <remarks>
/// <code>
/// 0 "OBSR"  4 version  5 kind  6 copy  7 sent once  8 payload length  12 serial  20 exchange id  36 payload CRC-32C  40 header CRC-32C
/// </code>
/// Both checksums are mixed with the segment's salt, which nobody outside can know: bytes a producer sends in a body can
/// therefore never pass for a record when the reader looks for the next one after damage. The header has a checksum of its own,
/// so that looking costs the same for every candidate, however long a payload it claims.
/// </remarks>
/// <param name="Kind">What the payload is.</param>
/// <param name="Copy">Whether the record was written before, in a segment that is going or could not be trusted.</param>
/// <param name="PayloadLength">Bytes after the header.</param>
/// <param name="Serial">Joins BEGIN and END. Ids may come from producers and come twice; this never does.</param>
/// <param name="Id">The exchange.</param>
/// <param name="PayloadCrc">CRC-32C of the payload, without the salt.</param>
/// <param name="Version">Version of the payload's fields: 1 to <see cref="CurrentVersion"/>.</param>
internal readonly record struct RecordHeader(RecordKind Kind, bool Copy, int PayloadLength, long Serial, Guid Id, uint PayloadCrc, byte Version = RecordHeader.CurrentVersion)
{
    /// <summary>Whether this is the BEGIN of a call whose id no other may have.</summary>
    public bool IsSentOnce { get; init; }

    /// <summary>Length of a header.</summary>
    public const int Size = 44;

    /// <summary>The version this build writes; it reads those before it, too.</summary>
    public const byte CurrentVersion = 4;

    /// <summary>The first bytes of every record.</summary>
    public static ReadOnlySpan<byte> Magic => "OBSR"u8;

    /// <summary>Length of the whole record.</summary>
    public int RecordLength => Size + PayloadLength;

    /// <summary>Writes the header of a record that goes into the segment with this salt.</summary>
    public void Write(Span<byte> to, uint salt)
    {
        Magic.CopyTo(to);
        to[4] = Version;
        to[5] = (byte)Kind;
        to[6] = Copy ? (byte)1 : (byte)0;
        to[7] = IsSentOnce ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], PayloadLength);
        BinaryPrimitives.WriteInt64LittleEndian(to[12..], Serial);
        Id.TryWriteBytes(to[20..]);
        BinaryPrimitives.WriteUInt32LittleEndian(to[36..], PayloadCrc ^ salt);
        BinaryPrimitives.WriteUInt32LittleEndian(to[40..], Crc32C.Of(to[..40]) ^ salt);
    }

    /// <summary>Reads a header; null when these bytes are not one, or not one of the segment with this salt.</summary>
    public static RecordHeader? Read(ReadOnlySpan<byte> from, uint salt)
    {
        if (from.Length < Size
            || !from.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(from[40..]) != (Crc32C.Of(from[..40]) ^ salt)
            || from[4] is 0 or > CurrentVersion
            || from[5] is not ((byte)RecordKind.Begin or (byte)RecordKind.End)
            || BinaryPrimitives.ReadInt32LittleEndian(from[8..]) is var length && length < 0)
        {
            return null;
        }

        return new(
            (RecordKind)from[5],
            from[6] == 1,
            length,
            BinaryPrimitives.ReadInt64LittleEndian(from[12..]),
            new Guid(from.Slice(20, 16)),
            BinaryPrimitives.ReadUInt32LittleEndian(from[36..]) ^ salt,
            from[4])
        {
            IsSentOnce = from[7] == 1,
        };
    }
}
