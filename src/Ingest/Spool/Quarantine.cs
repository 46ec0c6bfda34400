using System.Globalization;

namespace Observability.Ingest.Spool;

/// <summary>Keeps what could not be stored: damaged spans, files that are not ours, and exchanges PostgreSQL refused.</summary>
/// <remarks>
/// A refused exchange is a segment file of its own (<c>*.refused</c>): renamed to the next free <c>.spool</c> number, with ingest
/// stopped, it is tried again. Damage is kept as raw bytes up to a limit on disk, beyond which it is only counted.
/// </remarks>
internal sealed class Quarantine(SpoolFolder folder, SpoolOptions options, SpoolCounters counters)
{
    /// <summary>Keeps a span of a segment that holds no record.</summary>
    public void TakeDamaged(Segment segment, long offset, long length)
    {
        counters.DamagedSpans.Add();
        var kept = (int)Math.Min(length, 64 << 20);
        if (UsedBytes() + kept > options.QuarantineBytes)
        {
            return;
        }

        try
        {
            var bytes = new byte[kept];
            var read = RandomAccess.Read(segment.File, bytes, offset);
            Write(string.Create(CultureInfo.InvariantCulture, $"{segment.Sequence:D16}-{offset}.damaged"), [bytes.AsMemory(0, read)]);
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            // Unreadable even raw: there is nothing to keep, and it is counted.
        }
    }

    /// <summary>Moves a file with a segment's name and somebody else's content out of the way. An empty one is nothing and goes.</summary>
    public void TakeForeign(string file)
    {
        try
        {
            if (new FileInfo(file).Length == 0)
            {
                File.Delete(file);
                return;
            }

            counters.DamagedSpans.Add();
            File.Move(file, Path.Combine(folder.QuarantinePath, Path.GetFileName(file) + ".foreign"), overwrite: true);
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            // It stays where it is and is not read.
        }
    }

    /// <summary>Keeps an exchange that cannot be stored. It is not limited: the alternative would be to lose it, or to stop for it.</summary>
    /// <returns>False when it could not be written; it must then stay in the spool.</returns>
    public bool TryTakeRefused(SpooledExchange exchange)
    {
        var header = new SegmentHeader(SegmentHeader.CurrentVersion, 0, 0);
        List<ReadOnlyMemory<byte>> content = [header.Encode()];
        foreach (var (recordHeader, payload) in exchange.Records)
        {
            var bytes = new byte[RecordHeader.Size];
            recordHeader.Write(bytes, header.Salt);
            content.Add(bytes);
            content.Add(payload);
        }

        try
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"{exchange.Id:D}-{exchange.Serial:x16}.refused"), content);
            counters.Quarantined.Add();
            return true;
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            return false;
        }
    }

    private long UsedBytes()
    {
        try
        {
            return new DirectoryInfo(folder.QuarantinePath).EnumerateFiles().Sum(f => f.Length);
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            return 0;
        }
    }

    private void Write(string name, IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        Directory.CreateDirectory(folder.QuarantinePath);
        using var file = SpoolFolder.Create(Path.Combine(folder.QuarantinePath, name));
        RandomAccess.Write(file, content, 0);
        RandomAccess.FlushToDisk(file);
    }
}
