namespace Observability.Ingest.Spool;

/// <summary>The end of the log: the segment records go to, those that wait for their fsync, and those a failure left in doubt.</summary>
/// <remarks>
/// Everything here happens under the appender's lock. A failed write or fsync ends a segment. What it held and was not known to be on
/// disk is read back (the page cache still has it on the usual file systems), checked, and written again to the next segment, marked as
/// a copy; the failed file is never flushed again as a proof of anything.
/// </remarks>
internal sealed class LogTail(SpoolFolder folder, SpoolOptions options, Disk disk, SpoolCounters counters)
{
    private readonly long _segmentBytes = Math.Min(options.SegmentBytes, options.MaxBytes / 4);
    private readonly List<Segment> _unsynced = [];
    private readonly List<Segment> _untrusted = [];
    private readonly List<ReadOnlyMemory<byte>> _buffers = [];
    private Segment _current = null!;

    /// <summary>Where the next record goes.</summary>
    public LogPosition End => new(_current, _current.Length);

    /// <summary>Whether what goes into the current segment can be found after a restart: no failure left it in doubt, and nobody removed its folder.</summary>
    public bool IsSound => !_untrusted.Contains(_current) && File.Exists(_current.Path);

    /// <summary>Begins this run's first segment behind those of earlier runs.</summary>
    /// <exception cref="IOException">The disk refuses. Also <see cref="UnauthorizedAccessException"/>.</exception>
    public void Start(IReadOnlyList<Segment> earlier)
    {
        _current = folder.NewSegment(disk);
        _unsynced.Add(_current);
        counters.SpoolBytes.Add(earlier.Sum(s => s.Length) + _current.Length);
        if (earlier.Count > 0)
        {
            earlier[^1].Next = _current;
        }
    }

    /// <summary>Writes a record, in a new segment when this one is full or in doubt.</summary>
    /// <exception cref="IOException">The disk refuses: see <see cref="NoteNotWritten"/>. Also <see cref="UnauthorizedAccessException"/>.</exception>
    public void Write(EncodedRecord record)
    {
        var isFull = _current.Length + record.Length > _segmentBytes && _current.Length > SegmentHeader.Size;
        if (isFull || _untrusted.Contains(_current))
        {
            Roll();
        }

        WriteTo(_current, record);
    }

    /// <summary>Begins a new segment; also writes again what earlier failures left in doubt, once.</summary>
    /// <exception cref="IOException">The disk refuses. Also <see cref="UnauthorizedAccessException"/>.</exception>
    public void Roll()
    {
        var next = folder.NewSegment(disk);
        counters.SpoolBytes.Add(next.Length);
        _unsynced.Add(next);
        _current.Next = next;
        _current = next;
        while (_untrusted.Count > 0)
        {
            var doubtful = _untrusted[0];
            for (var offset = Math.Max(doubtful.Synced, SegmentHeader.Size); SegmentFile.TryRead(doubtful, ref offset, out var header, out var payload);)
            {
                if (!header.Copy)
                {
                    using var copy = EncodedRecord.Again(header, payload);
                    WriteTo(next, copy);
                }
            }

            doubtful.Synced = doubtful.Length;
            _untrusted.Remove(doubtful);
        }
    }

    /// <summary>Begins a new segment unless the disk refuses that as well.</summary>
    public bool TryRoll()
    {
        try
        {
            Roll();
            return true;
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            counters.Failures.Add();
            Distrust(_current);
            return false;
        }
    }

    /// <summary>After a failed write to the current segment: nothing more goes into it, and its unflushed part is written again as soon as a new one can be made.</summary>
    public void NoteNotWritten() => Abandon(_current);

    /// <summary>The segments with something to flush, and how far each is written now.</summary>
    public List<(Segment Segment, long Length)> Unsynced() => _unsynced.ConvertAll(s => (s, s.Length));

    /// <summary>Notes that a segment is on stable storage up to a length.</summary>
    public void NoteFlushed(Segment segment, long length)
    {
        segment.Synced = Math.Max(segment.Synced, length);
        if (segment.Next is not null && segment.Synced >= segment.Length)
        {
            _unsynced.Remove(segment);
        }
    }

    /// <summary>After a failed flush. The reader may have finished with the segment meanwhile and deleted it: then nothing is in doubt.</summary>
    public void NoteNotFlushed(Segment segment)
    {
        if (_unsynced.Contains(segment))
        {
            Abandon(segment);
        }
    }

    /// <summary>Forgets a segment the reader has done with.</summary>
    public void Remove(Segment segment)
    {
        _unsynced.Remove(segment);
        _untrusted.Remove(segment);
        counters.SpoolBytes.Add(-segment.Length);
    }

    private void WriteTo(Segment segment, EncodedRecord record)
    {
        record.Gather(_buffers, segment.Salt);
        disk.Write(segment.File, _buffers, segment.Length);
        segment.Length += record.Length;
        counters.SpoolBytes.Add(record.Length);
        counters.Appended.Add();
    }

    private void Abandon(Segment segment)
    {
        counters.Failures.Add();
        Distrust(segment);
        TryRoll();
    }

    private void Distrust(Segment segment)
    {
        if (!_unsynced.Remove(segment))
        {
            return;
        }

        _untrusted.Add(segment);
        try
        {
            // What a failed write left behind the last whole record is nothing; the reader of a later run need not wonder.
            RandomAccess.SetLength(segment.File, segment.Length);
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            counters.Failures.Add();
        }
    }
}
