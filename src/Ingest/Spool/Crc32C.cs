using System.Numerics;
using System.Runtime.InteropServices;

namespace Observability.Ingest.Spool;

/// <summary>CRC-32C (Castagnoli), by the processor's own instruction where it has one.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of nothing, to be continued.</summary>
    public const uint Start = 0xFFFFFFFF;

    /// <summary>The checksum of <paramref name="bytes"/>.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Continue(Start, bytes));

    /// <summary>Takes <paramref name="bytes"/> into a running checksum.</summary>
    public static uint Continue(uint crc, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var last in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, last);
        }

        return crc;
    }

    /// <summary>The checksum of everything taken in so far.</summary>
    public static uint Finish(uint crc) => ~crc;
}
