namespace Observability.Ingest.Spool;

/// <summary>The end of the log: the segment records go to, those that wait for their fsync, and those a failure left in doubt.</summary>
/// <remarks>
/// Everything here happens under the appender's lock. A failed write or fsync ends a segment. What it held and was not known to be on
/// disk is read back (the page cache still has it on the usual file systems), checked, and written again to the next segment, marked as
/// a copy; the failed file is never flushed again as a proof of anything. While one fsync after the other fails, nothing is written again:
/// it would only fill the disk. The first that works brings it all.
/// </remarks>
internal sealed class LogTail(SpoolFolder folder, SpoolOptions options, Disk disk, SpoolCounters counters)
{
    private readonly long _segmentBytes = Math.Min(options.SegmentBytes, options.MaxBytes / 4);
    private readonly List<Segment> _unsynced = [];
    private readonly List<Segment> _untrusted = [];
    private readonly HashSet<Segment> _halfCopied = [];
    private readonly List<Segment> _suspects = [];
    private readonly List<ReadOnlyMemory<byte>> _buffers = [];
    private Segment _current = null!;
    private int _failedFlushes;

    /// <summary>Where the next record goes.</summary>
    public LogPosition End => new(_current, _current.Length);

    /// <summary>Whether what goes into the current segment can be found after a restart: no failure left it in doubt, and nobody removed its folder.</summary>
    public bool IsSound => !_untrusted.Contains(_current) && File.Exists(_current.Path);

    /// <summary>Whether something was written that no flush can vouch for, and that was not written again yet.</summary>
    public bool HasDoubts => _untrusted.Count > 0;

    /// <summary>Begins this run's first segment behind those of earlier runs, which a killed process may have left unflushed.</summary>
    /// <exception cref="IOException">The disk refuses. Also <see cref="UnauthorizedAccessException"/>.</exception>
    public void Start(IReadOnlyList<Segment> earlier)
    {
        FlushAll(earlier);
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
        FailPoint.Pass(FailPoint.SegmentRolled);
        if (_failedFlushes < 2)
        {
            WriteAgain(next);
        }
        else
        {
            // What goes in here may be the end of something in doubt, and has to follow it when that is written again.
            _suspects.Add(next);
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
    public void NoteNotWritten()
    {
        counters.Failures.Add();
        Distrust(_current);
        TryRoll();
    }

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

    /// <summary>After a failed flush. False: the reader has finished with the segment meanwhile and deleted it, and nothing is in doubt.</summary>
    public bool NoteNotFlushed(Segment segment)
    {
        if (!_unsynced.Contains(segment))
        {
            return false;
        }

        // All that comes after it as well: an END must not be believed whose BEGIN is in doubt, and copies keep the order of the log.
        _failedFlushes++;
        counters.Failures.Add();
        _unsynced[_unsynced.IndexOf(segment)..].ForEach(Distrust);
        TryRoll();
        return true;
    }

    /// <summary>Notes that the disk has flushed everything it was asked to.</summary>
    public void NoteAllFlushed()
    {
        _failedFlushes = 0;
        if (!HasDoubts)
        {
            _suspects.Clear();
        }
    }

    /// <summary>Forgets a segment the reader has done with.</summary>
    public void Remove(Segment segment)
    {
        _unsynced.Remove(segment);
        _untrusted.Remove(segment);
        _halfCopied.Remove(segment);
        _suspects.Remove(segment);
        counters.SpoolBytes.Add(-segment.Length);
    }

    private void FlushAll(IReadOnlyList<Segment> earlier)
    {
        if (earlier.Count > 0)
        {
            disk.FlushFolder(folder.Path);
        }

        foreach (var segment in earlier)
        {
            try
            {
                disk.Flush(segment.File);
            }
            catch (Exception e) when (Disk.IsFailure(e))
            {
                // It is read and stored from the page cache as long as that lasts; there is nobody who waits for a proof.
                counters.Failures.Add();
            }
        }
    }

    // All or, as far as anybody may rely on it, nothing.
    private void WriteAgain(Segment next)
    {
        foreach (var doubtful in _untrusted.Union(_suspects).OrderBy(s => s.Sequence))
        {
            for (var offset = _suspects.Contains(doubtful) ? SegmentHeader.Size : Math.Max(doubtful.Synced, SegmentHeader.Size); SegmentFile.TryRead(doubtful, ref offset, out var header, out var payload);)
            {
                // What was being copied when the disk refused is still in doubt itself.
                if (!header.Copy || !_halfCopied.Contains(doubtful))
                {
                    _halfCopied.Add(next);
                    using var copy = EncodedRecord.Again(header, payload);
                    WriteTo(next, copy);
                }
            }
        }

        _halfCopied.Remove(next);
        _untrusted.ForEach(s => _halfCopied.Remove(s));
        _untrusted.Clear();
        _suspects.Clear();
    }

    private void WriteTo(Segment segment, EncodedRecord record)
    {
        record.Gather(_buffers, segment.Salt);
        disk.Write(segment.File, _buffers, segment.Length);
        segment.Length += record.Length;
        counters.SpoolBytes.Add(record.Length);
        counters.Appended.Add();
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
