using Microsoft.Win32.SafeHandles;

namespace Observability.Ingest.Spool;

/// <summary>One file of the log. Written by the appender, read behind it by the reader, linked to the one after it.</summary>
internal sealed class Segment(string path, SegmentHeader header, SafeFileHandle file, long length) : IDisposable
{
    private long _length = length;
    private volatile Segment? _next;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Its place in the log, from its name.</summary>
    public long Sequence { get; } = SpoolFolder.SequenceOf(path) ?? header.Sequence;

    /// <summary>Mixed into the checksums of its records.</summary>
    public uint Salt => header.Salt;

    /// <summary>The open file. It stays open until the segment is deleted, so that even a folder removed under us loses nothing while we live.</summary>
    public SafeFileHandle File => file;

    /// <summary>Bytes that hold whole records. Set after they were written, so whoever reads up to it sees them.</summary>
    public long Length
    {
        get => Volatile.Read(ref _length);
        set => Volatile.Write(ref _length, value);
    }

    /// <summary>The segment after this one; null while this one still grows. Once it is set, <see cref="Length"/> is final.</summary>
    public Segment? Next
    {
        get => _next;
        set => _next = value;
    }

    /// <summary>Used only under the appender's lock: how far the file is known to be on stable storage.</summary>
    public long Synced { get; set; } = length;

    /// <summary>Used only by the reader: BEGIN records in here that something still needs.</summary>
    public int Needed { get; set; }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}

/// <summary>A place in the log.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Offset">Offset of the next byte in it.</param>
internal readonly record struct LogPosition(Segment Segment, long Offset)
{
    /// <summary>Whether this place is <paramref name="other"/> or lies behind it.</summary>
    public bool HasReached(LogPosition other) =>
        Segment.Sequence != other.Segment.Sequence ? Segment.Sequence > other.Segment.Sequence : Offset >= other.Offset;
}
