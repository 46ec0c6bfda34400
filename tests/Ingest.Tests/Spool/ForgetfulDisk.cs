using Microsoft.Win32.SafeHandles;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Tests.Spool;

/// <summary>
/// A disk as a power loss finds it: what was flushed is there; of the rest any part may be, in any order, torn at sectors, under a name or
/// under none. Until the power goes it behaves like any other.
/// </summary>
/// <param name="folder">Where the files are; best in memory.</param>
internal sealed class ForgetfulDisk(string folder)
{
    private static readonly int[] SectorSizes = [512, 4096];

    private readonly Dictionary<string, ForgetfulFile> _files = [];
    private readonly Dictionary<SafeFileHandle, ForgetfulFile> _open = [];

    public Disk Disk => new(Write, Flush, FlushFolder);

    /// <summary>The next flush fails, and what it was to flush can never be flushed again: so Linux does it.</summary>
    public bool FailsNextFlush { get; set; }

    /// <summary>Every write fails half-way, as on a full disk.</summary>
    public bool IsFull { get; set; }

    /// <summary>What is left in the folder after the power is back. Nothing may be open.</summary>
    public void LosePower(Random dice)
    {
        var sector = SectorSizes[dice.Next(2)];
        var luck = dice.Next(5) / 4.0;
        foreach (var (path, file) in _files.ToList())
        {
            // Names that were never flushed may be missing; files that were deleted may be back.
            var isThere = file.IsNamed && File.Exists(path) || dice.NextDouble() < luck;
            if (isThere)
            {
                File.WriteAllBytes(path, file.AfterPowerLoss(sector, luck, dice));
            }
            else
            {
                File.Delete(path);
            }
        }

        Adopt();
    }

    /// <summary>The process is gone, the machine is not: everything written stays, flushed or not.</summary>
    public void LoseProcess() => _open.Clear();

    // From here on what is in the folder is what the disk has.
    private void Adopt()
    {
        _open.Clear();
        _files.Clear();
        foreach (var path in Directory.EnumerateFiles(folder, "*.spool"))
        {
            _files[path] = new(File.ReadAllBytes(path)) { IsNamed = true };
        }
    }

    private void Write(SafeFileHandle handle, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        byte[] bytes = [.. buffers.SelectMany(b => b.ToArray())];
        bytes = IsFull ? bytes[..(bytes.Length / 2)] : bytes;
        FileOf(handle).Write(bytes, offset);
        RandomAccess.Write(handle, bytes, offset);
        if (IsFull)
        {
            throw new IOException("No space left on device");
        }
    }

    private void Flush(SafeFileHandle handle)
    {
        if (FailsNextFlush)
        {
            FailsNextFlush = false;
            FileOf(handle).FailToFlush();
            throw new IOException("Input/output error");
        }

        FileOf(handle).Flush();
    }

    private void FlushFolder(string path)
    {
        foreach (var (name, file) in _files.ToList())
        {
            if (File.Exists(name))
            {
                file.IsNamed = true;
            }
            else
            {
                _files.Remove(name);
            }
        }
    }

    private ForgetfulFile FileOf(SafeFileHandle handle)
    {
        if (!_open.TryGetValue(handle, out var file))
        {
            var path = File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false)!.FullName;
            if (!_files.TryGetValue(path, out file))
            {
                _files[path] = file = new([]);
            }

            _open[handle] = file;
        }

        return file;
    }
}

/// <summary>One file of a <see cref="ForgetfulDisk"/>.</summary>
/// <param name="flushed">What is on the disk for good.</param>
internal sealed class ForgetfulFile(byte[] flushed)
{
    private readonly List<(byte[] Bytes, long Offset)> _pending = [];
    private readonly List<(byte[] Bytes, long Offset)> _doomed = [];
    private byte[] _flushed = flushed;

    /// <summary>Whether its name is on the disk for good.</summary>
    public bool IsNamed { get; set; }

    public void Write(byte[] bytes, long offset) => _pending.Add((bytes, offset));

    public void Flush()
    {
        foreach (var (bytes, offset) in _pending)
        {
            _flushed = Put(_flushed, bytes, offset);
        }

        _pending.Clear();
    }

    /// <summary>The kernel takes it for written from now on, and it may not be.</summary>
    public void FailToFlush()
    {
        _doomed.AddRange(_pending);
        _pending.Clear();
    }

    /// <summary>What is found: each sector that was not flushed with a probability of its own, and perhaps only its length.</summary>
    public byte[] AfterPowerLoss(int sector, double luck, Random dice)
    {
        var found = _flushed;
        foreach (var (bytes, offset) in _doomed.Concat(_pending))
        {
            for (var at = 0; at < bytes.Length;)
            {
                // Sectors of the file, not of the write.
                var end = (int)Math.Min(bytes.Length, ((offset + at) / sector * sector) + sector - offset);
                var survives = dice.NextDouble() < luck;
                found = survives ? Put(found, bytes[at..end], offset + at)
                    : dice.Next(8) == 0 ? Put(found, [], offset + end)
                    : found;
                at = end;
            }
        }

        return found;
    }

    // A hole reads as zeros.
    private static byte[] Put(byte[] file, byte[] bytes, long offset)
    {
        var longer = new byte[Math.Max(file.Length, offset + bytes.Length)];
        file.CopyTo(longer, 0);
        bytes.CopyTo(longer, offset);
        return longer;
    }
}
