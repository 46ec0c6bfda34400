namespace Observability.Ingest.Spool;

/// <summary>What became of an attempt to append.</summary>
internal enum AppendResult
{
    /// <summary>The operating system has it: it survives a kill of the process.</summary>
    Written,

    /// <summary>The spool has no room for it as it is; without its body it may fit.</summary>
    NoRoom,

    /// <summary>Somebody else's write takes too long.</summary>
    Busy,

    /// <summary>An END whose BEGIN was not kept: there is nothing to end.</summary>
    NotBegun,

    /// <summary>The disk refuses, or refused less than half a second ago.</summary>
    Unwritable,
}

/// <summary>The write side of the log: one gather write a record, on the caller's thread, under one lock.</summary>
/// <remarks>
/// A failed write or fsync ends a segment. What it held and was not known to be on disk is read back (the page cache still has it
/// on the usual file systems), checked, and written again to the next segment, marked as a copy; the failed file is never flushed
/// again as a proof of anything. Nothing here throws on account of the disk.
/// </remarks>
internal sealed class Appender(SpoolFolder folder, SpoolOptions options, Disk disk, SpoolCounters counters, TimeProvider time)
{
    /// <summary>Room kept free for the END of every open exchange; a bare END is shorter.</summary>
    public const int EndReserve = 1024;

    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SlowMemory = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly long _segmentBytes = Math.Min(options.SegmentBytes, options.MaxBytes / 4);
    private readonly long _bodyReserve = Math.Min(16 << 20, options.MaxBytes / 16);
    private readonly Lock _gate = new();

    // Under the lock.
    private readonly Dictionary<long, Guid> _open = [];
    private readonly List<Segment> _unsynced = [];
    private readonly List<Segment> _untrusted = [];
    private readonly List<ReadOnlyMemory<byte>> _buffers = [];
    private Segment _current = null!;

    // Written under the lock, read anywhere.
    private long _slowUntil;
    private long _retryAt;
    private volatile bool _isBroken;
    private volatile bool _isFull;

    /// <summary>Whether the disk refused the last write.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>Whether the last exchange offered found no room, not even without its body, and none has been made since.</summary>
    public bool IsFull => _isFull;

    /// <summary>Whether a write was slow a moment ago; callers had better queue.</summary>
    public bool IsSlow => Volatile.Read(ref _slowUntil) > time.GetTimestamp();

    /// <summary>Whether the disk refused so recently that trying again is not due.</summary>
    public bool IsUnwritable => Volatile.Read(ref _retryAt) > time.GetTimestamp();

    /// <summary>The first serial of this run; those of earlier runs are smaller.</summary>
    public long FirstSerial { get; private set; }

    /// <summary>Begins this run's first segment behind those of earlier runs.</summary>
    /// <returns>The oldest segment: where reading starts.</returns>
    /// <exception cref="IOException">The disk refuses. Also <see cref="UnauthorizedAccessException"/>.</exception>
    public Segment Start(IReadOnlyList<Segment> earlier)
    {
        lock (_gate)
        {
            _current = folder.NewSegment(disk);
            _unsynced.Add(_current);
            FirstSerial = _current.Sequence << 40;
            counters.SpoolBytes.Add(earlier.Sum(s => s.Length) + _current.Length);
            if (earlier.Count == 0)
            {
                return _current;
            }

            earlier[^1].Next = _current;
            return earlier[0];
        }
    }

    /// <summary>Appends a record; never throws, and waits for the lock at most <paramref name="patience"/>.</summary>
    public AppendResult Append(EncodedRecord record, TimeSpan patience, out LogPosition end)
    {
        end = default;
        if (!_gate.TryEnter(patience))
        {
            return AppendResult.Busy;
        }

        try
        {
            if (IsUnwritable)
            {
                return AppendResult.Unwritable;
            }

            if (record.Header is { Kind: RecordKind.End, Serial: var serial } && !_open.ContainsKey(serial))
            {
                return AppendResult.NotBegun;
            }

            if (!HasRoomFor(record))
            {
                _isFull |= record.IsBare;
                return AppendResult.NoRoom;
            }

            if (!TryWrite(record, out end))
            {
                return AppendResult.Unwritable;
            }

            Note(record.Header);
            return AppendResult.Written;
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Writes an open exchange's BEGIN again, so that the segment it was in can go.</summary>
    /// <returns>Where the copy is; null when the exchange is not open, or the disk refuses.</returns>
    public LogPosition? Carry(EncodedRecord begin)
    {
        lock (_gate)
        {
            return _open.ContainsKey(begin.Header.Serial) && !IsUnwritable && TryWrite(begin, out var end)
                ? end with { Offset = end.Offset - begin.Length }
                : null;
        }
    }

    /// <summary>Whether an exchange is open; and if not, a place its END, if there is one, lies before.</summary>
    public bool IsOpen(long serial, out LogPosition endsBefore)
    {
        lock (_gate)
        {
            endsBefore = new(_current, _current.Length);
            return _open.ContainsKey(serial);
        }
    }

    /// <summary>Gives an exchange up whose END could be kept nowhere.</summary>
    public void Forget(long serial)
    {
        lock (_gate)
        {
            _open.Remove(serial);
        }
    }

    /// <summary>Flushes everything written so far; false when some of it could not be flushed (it has been written again, to be flushed later).</summary>
    public bool Sync()
    {
        List<(Segment Segment, long Length)> targets;
        lock (_gate)
        {
            RollIfNeeded();
            targets = _unsynced.ConvertAll(s => (s, s.Length));
        }

        if (targets.Exists(t => t.Segment.Synced == 0))
        {
            disk.FlushFolder(folder.Path);
        }

        var allFlushed = !_isBroken;
        foreach (var (segment, length) in targets)
        {
            allFlushed &= TryFlush(segment, length);
        }

        return allFlushed;
    }

    /// <summary>Whether this place is on stable storage.</summary>
    public bool IsSynced(LogPosition end)
    {
        lock (_gate)
        {
            return end.Segment.Synced >= end.Offset;
        }
    }

    /// <summary>Deletes a segment the reader has done with.</summary>
    public void Delete(Segment segment)
    {
        lock (_gate)
        {
            _unsynced.Remove(segment);
            _untrusted.Remove(segment);
            counters.SpoolBytes.Add(-segment.Length);
            _isFull = false;
        }

        segment.Dispose();
        try
        {
            File.Delete(segment.Path);
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            // It will be read again after the next start, which is harmless.
            counters.Failures.Add();
        }
    }

    /// <summary>Closes the files.</summary>
    public void Close()
    {
        lock (_gate)
        {
            Volatile.Write(ref _retryAt, long.MaxValue);
        }
    }

    private bool HasRoomFor(EncodedRecord record)
    {
        var used = counters.SpoolBytes.Value + (_open.Count * (long)EndReserve) + record.Length;
        return record switch
        {
            { IsBare: false } => used <= options.MaxBytes - _bodyReserve,
            { Header.Kind: RecordKind.End } => true,
            _ => used + EndReserve <= options.MaxBytes,
        };
    }

    private void Note(RecordHeader header)
    {
        if (header.Kind == RecordKind.Begin)
        {
            _open.Add(header.Serial, header.Id);
            _isFull = false;
        }
        else
        {
            _open.Remove(header.Serial);
        }
    }

    // Under the lock.
    private bool TryWrite(EncodedRecord record, out LogPosition end)
    {
        end = default;
        var start = time.GetTimestamp();
        try
        {
            var isFull = _current.Length + record.Length > _segmentBytes && _current.Length > SegmentHeader.Size;
            if (isFull || _untrusted.Contains(_current))
            {
                Roll();
            }

            WriteTo(_current, record);
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            Abandon(_current);
            _isBroken = true;
            // The next record waits for its turn even if a new segment could be made: a full disk fails every one.
            Volatile.Write(ref _retryAt, time.GetTimestamp() + Ticks(RetryDelay));
            return false;
        }

        _isBroken = false;
        end = new(_current, _current.Length);
        if (time.GetElapsedTime(start) > Slow)
        {
            Volatile.Write(ref _slowUntil, time.GetTimestamp() + Ticks(SlowMemory));
        }

        return true;
    }

    private void WriteTo(Segment segment, EncodedRecord record)
    {
        record.Gather(_buffers, segment.Salt);
        disk.Write(segment.File, _buffers, segment.Length);
        segment.Length += record.Length;
        counters.SpoolBytes.Add(record.Length);
        counters.Appended.Add();
    }

    // Under the lock. Also writes again what earlier failures left in doubt, once; throws what the disk throws.
    private void Roll()
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

    // Under the lock: nothing more goes into this segment, and its unflushed part is written again as soon as a new one can be made.
    private void Abandon(Segment segment)
    {
        counters.Failures.Add();
        Distrust(segment);
        try
        {
            Roll();
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            counters.Failures.Add();
            Distrust(_current);
        }
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

    private bool TryFlush(Segment segment, long length)
    {
        try
        {
            if (length > segment.Synced)
            {
                disk.Flush(segment.File);
            }
        }
        catch (Exception e) when (Disk.IsFailure(e) || e is ObjectDisposedException)
        {
            lock (_gate)
            {
                // The reader may have finished with the segment meanwhile and deleted it: then nothing is in doubt.
                if (_unsynced.Contains(segment))
                {
                    Abandon(segment);
                }
            }

            return false;
        }

        lock (_gate)
        {
            segment.Synced = Math.Max(segment.Synced, length);
            if (segment.Next is not null && segment.Synced >= segment.Length)
            {
                _unsynced.Remove(segment);
            }
        }

        return true;
    }

    // Under the lock. After a failure, so that capture resumes without waiting for traffic; and when the folder was removed under us:
    // what is open stays readable while we live, but what comes next should be found after a restart.
    private void RollIfNeeded()
    {
        if (!_isBroken && !_untrusted.Contains(_current) && File.Exists(_current.Path))
        {
            return;
        }

        try
        {
            Roll();
            _isBroken = false;
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            counters.Failures.Add();
            Distrust(_current);
            _isBroken = true;
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
