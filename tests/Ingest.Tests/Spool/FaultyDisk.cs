using Microsoft.Win32.SafeHandles;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Tests.Spool;

/// <summary>The real disk, until a test says that it is full, broken or stuck.</summary>
internal sealed class FaultyDisk : IDisposable
{
    private volatile ManualResetEventSlim? _stuck;

    public FaultyDisk() => Disk = new(Write, Flush, Disk.Real.FlushFolder);

    public Disk Disk { get; }

    /// <summary>Every write fails, as on a full disk.</summary>
    public bool IsFull { get; set; }

    /// <summary>How many of the next flushes fail.</summary>
    public int FailingFlushes { get; set; }

    /// <summary>Files that were flushed after a flush of them had failed.</summary>
    public List<SafeFileHandle> FlushedAgain { get; } = [];

    private List<SafeFileHandle> Failed { get; } = [];

    /// <summary>Whether a write hangs.</summary>
    public bool IsHolding { get; private set; }

    /// <summary>Writes hang from now on, until the answer is disposed.</summary>
    public IDisposable Hang() => new Release(this, _stuck = new());

    public void Dispose() => _stuck?.Dispose();

    private void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        if (_stuck is { } stuck)
        {
            IsHolding = true;
            stuck.Wait();
        }

        if (IsFull)
        {
            // Half of it arrives, as it happens.
            RandomAccess.Write(file, buffers[0].Span[..(buffers[0].Length / 2)], offset);
            throw new IOException("No space left on device");
        }

        RandomAccess.Write(file, buffers, offset);
    }

    private void Flush(SafeFileHandle file)
    {
        if (Failed.Contains(file))
        {
            FlushedAgain.Add(file);
        }

        if (FailingFlushes > 0)
        {
            FailingFlushes--;
            Failed.Add(file);
            throw new IOException("Input/output error");
        }

        RandomAccess.FlushToDisk(file);
    }

    private sealed class Release(FaultyDisk disk, ManualResetEventSlim stuck) : IDisposable
    {
        public void Dispose()
        {
            disk._stuck = null;
            stuck.Set();
        }
    }
}
