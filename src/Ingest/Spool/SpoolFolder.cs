using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Observability.Domain;

namespace Observability.Ingest.Spool;

/// <summary>The spool's folder: its lock, its segment files and their names.</summary>
internal sealed class SpoolFolder(string path) : IDisposable
{
    private const string Extension = ".spool";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private FileStream? _lock;
    private long _lastSequence;

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>Where damaged and refused records go.</summary>
    public string QuarantinePath => System.IO.Path.Combine(path, "quarantine");

    /// <summary>A number that stays with the folder over restarts.</summary>
    public Guid InstanceId { get; private set; }

    /// <summary>The number in a segment's name; null when it is no segment's name.</summary>
    public static long? SequenceOf(string file) =>
        System.IO.Path.GetFileNameWithoutExtension(file.AsSpan()) is { Length: 16 } name
        && long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : null;

    /// <summary>Makes the folder and takes its lock.</summary>
    /// <exception cref="SettingException">It cannot be made or written, or another process has it.</exception>
    public void Open()
    {
        try
        {
            Make(path);
            Make(QuarantinePath);
            _lock = new FileStream(System.IO.Path.Combine(path, "lock"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = OwnerOnly,
            });
            InstanceId = ReadInstanceId(_lock);
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            throw new SettingException(IsHeldElsewhere(e)
                ? $"The spool folder '{path}' is in use by another ingest process. Stop that one, or give this one its own folder (Spool:Folder)."
                : $"The spool folder '{path}' cannot be used: {e.Message} Make it writable or set Spool:Folder.");
        }
    }

    /// <summary>The segments of earlier runs, oldest first and linked; foreign and empty files are taken out of the way.</summary>
    /// <param name="quarantine">Takes files that are not ours.</param>
    /// <param name="atLeast">A sequence that was used before, by the bookmark's account.</param>
    /// <exception cref="SettingException">A segment was written by a newer version. Nothing has been touched then.</exception>
    public List<Segment> OpenSegments(Quarantine quarantine, long atLeast)
    {
        var files = Directory.EnumerateFiles(path, "*" + Extension).Where(f => SequenceOf(f) is not null).Order(StringComparer.Ordinal).ToList();
        var headers = files.ConvertAll(ReadHeader);
        for (var i = 0; i < files.Count; i++)
        {
            if (headers[i] is { Version: > SegmentHeader.CurrentVersion } newer)
            {
                throw new SettingException(
                    $"The spool segment '{files[i]}' has format {newer.Version}; this build reads up to {SegmentHeader.CurrentVersion}. "
                    + "Start the newer version, or move the file away (what it holds is then not stored).");
            }
        }

        var segments = new List<Segment>();
        for (var i = 0; i < files.Count; i++)
        {
            _lastSequence = Math.Max(_lastSequence, SequenceOf(files[i])!.Value);
            if (headers[i] is { } header)
            {
                var file = File.OpenHandle(files[i], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                var segment = new Segment(files[i], header, file, RandomAccess.GetLength(file));
                if (segments.Count > 0)
                {
                    segments[^1].Next = segment;
                }

                segments.Add(segment);
            }
            else
            {
                quarantine.TakeForeign(files[i]);
            }
        }

        _lastSequence = Math.Max(_lastSequence, atLeast);
        return segments;
    }

    /// <summary>Makes the next segment. Numbers are never used twice, not even after a restart.</summary>
    /// <exception cref="IOException">The disk is full or broken. Also <see cref="UnauthorizedAccessException"/>.</exception>
    public Segment NewSegment(Disk disk)
    {
        Make(path);
        _lastSequence++;
        var name = System.IO.Path.Combine(path, _lastSequence.ToString("D16", CultureInfo.InvariantCulture) + Extension);
        var header = new SegmentHeader(SegmentHeader.CurrentVersion, BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)), _lastSequence);
        var file = Create(name);
        FailPoint.Pass(FailPoint.SegmentMade);
        try
        {
            disk.Write(file, [header.Encode()], 0);
            return new Segment(name, header, file, SegmentHeader.Size) { Synced = 0 };
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            file.Dispose();
            File.Delete(name);
            throw;
        }
    }

    /// <summary>Writes a small file so that it is there whole or not at all.</summary>
    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        var temporary = System.IO.Path.Combine(path, name + ".new");
        using (var file = Create(temporary))
        {
            RandomAccess.SetLength(file, 0);
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        FailPoint.Pass(FailPoint.BookmarkWritten);
        File.Move(temporary, System.IO.Path.Combine(path, name), overwrite: true);
        Disk.Real.FlushFolder(path);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    /// <summary>Makes a file only its owner may read.</summary>
    internal static SafeFileHandle Create(string name)
    {
        using var stream = new FileStream(name, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = OwnerOnly,
        });
        return File.OpenHandle(name, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    private static void Make(string folder) => Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);

    private static SegmentHeader? ReadHeader(string file)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> bytes = stackalloc byte[SegmentHeader.Size];
        return SegmentHeader.Decode(bytes[..RandomAccess.Read(handle, bytes, 0)]);
    }

    private static Guid ReadInstanceId(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (file.ReadAtLeast(bytes, 16, throwOnEndOfStream: false) == 16)
        {
            return new(bytes);
        }

        var id = Guid.CreateVersion7();
        file.Position = 0;
        file.Write(id.ToByteArray());
        file.Flush(flushToDisk: true);
        return id;
    }

    // A file of which somebody else holds the lock is reported as one that is being used, with errno EWOULDBLOCK.
    private static bool IsHeldElsewhere(Exception e) => e is IOException && e.HResult is 11 or 35;
}
