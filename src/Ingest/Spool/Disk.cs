using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Observability.Ingest.Spool;

/// <summary>The calls a disk is slow or fails at. A seam: tests put a full, broken or slow disk here.</summary>
/// <param name="Write">Writes all buffers, one after the other, at an offset.</param>
/// <param name="Flush">Returns when everything written to the file is on stable storage.</param>
/// <param name="FlushFolder">Makes the names in a folder as durable as the files behind them.</param>
internal sealed record Disk(
    Action<SafeFileHandle, IReadOnlyList<ReadOnlyMemory<byte>>, long> Write, Action<SafeFileHandle> Flush, Action<string> FlushFolder)
{
    /// <summary>The disk of this machine.</summary>
    public static Disk Real { get; } = new(RandomAccess.Write, RandomAccess.FlushToDisk, FlushNames);

    /// <summary>What a disk that is full, broken, read-only or gone throws.</summary>
    public static bool IsFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    // Best effort: some file systems cannot.
    private static void FlushNames(string folder)
    {
        var file = open(Encoding.UTF8.GetBytes(folder + '\0'), 0);
        if (file >= 0)
        {
            _ = fsync(file);
            _ = close(file);
        }
    }

    // .NET opens no directories, whose entries must be synced too. The names are libc's, which is found without a search path, and
    // generated marshalling would need unsafe code for three calls.
#pragma warning disable IDE1006, SYSLIB1054, CA5392
    [DllImport("libc")]
    private static extern int open(byte[] path, int flags);

    [DllImport("libc")]
    private static extern int fsync(int file);

    [DllImport("libc")]
    private static extern int close(int file);
#pragma warning restore IDE1006, SYSLIB1054, CA5392
}
