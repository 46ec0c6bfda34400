using System.Buffers.Binary;

namespace Observability.Ingest.Spool;

/// <summary>The first 64 bytes of a segment file: the same 32 bytes twice, so that one damaged sector bit does not cost the segment.</summary>
/// <remarks><code>0 "OBSSPOOL"  8 version  12 salt  16 sequence  24 zero  28 CRC-32C</code></remarks>
/// <param name="Version">Version of the format; this build writes 2.</param>
/// <param name="Salt">Random; mixed into every checksum of the segment.</param>
/// <param name="Sequence">The number in the file's name when it was made.</param>
internal readonly record struct SegmentHeader(int Version, uint Salt, long Sequence)
{
    /// <summary>Length of the header with its copy.</summary>
    public const int Size = 2 * Half;

    /// <summary>The newest version this build reads, and the one it writes.</summary>
    public const int CurrentVersion = 2;

    private const int Half = 32;

    private static ReadOnlySpan<byte> Magic => "OBSSPOOL"u8;

    /// <summary>The bytes of the header.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[Size];
        var half = bytes.AsSpan(0, Half);
        Magic.CopyTo(half);
        BinaryPrimitives.WriteInt32LittleEndian(half[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(half[12..], Salt);
        BinaryPrimitives.WriteInt64LittleEndian(half[16..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(half[28..], Crc32C.Of(half[..28]));
        half.CopyTo(bytes.AsSpan(Half));
        return bytes;
    }

    /// <summary>Reads a header from whichever copy is whole; null when neither is: the file is not ours, or its start is gone.</summary>
    public static SegmentHeader? Decode(ReadOnlySpan<byte> bytes) =>
        bytes.Length < Size ? null : DecodeHalf(bytes[..Half]) ?? DecodeHalf(bytes.Slice(Half, Half));

    private static SegmentHeader? DecodeHalf(ReadOnlySpan<byte> half) =>
        half.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(half[28..]) == Crc32C.Of(half[..28])
            ? new(
                BinaryPrimitives.ReadInt32LittleEndian(half[8..]),
                BinaryPrimitives.ReadUInt32LittleEndian(half[12..]),
                BinaryPrimitives.ReadInt64LittleEndian(half[16..]))
            : null;
}
