namespace Observability.Ingest.Spool;

/// <summary>The write side of the log: one gather write a record, on the caller's thread, under one lock.</summary>
/// <remarks>Nothing here throws on account of the disk, except <see cref="Start"/>.</remarks>
internal sealed class Appender(SpoolFolder folder, SpoolOptions options, Disk disk, SpoolCounters counters, TimeProvider time)
{
    private readonly SpoolBudget _budget = new(options, counters);
    private readonly DiskHealth _health = new(time);
    private readonly Lock _gate = new();

    // Under the lock.
    private readonly LogTail _tail = new(folder, options, disk, counters);
    private readonly HashSet<long> _open = [];
    private LogPosition? _flushedTo;

    /// <summary>Whether the disk refused the last write.</summary>
    public bool IsBroken => _health.IsBroken;

    /// <summary>Whether the last exchange offered found no room, not even without its body, and none has been made since.</summary>
    public bool IsFull => _budget.IsFull;

    /// <summary>Whether a write was slow a moment ago; callers had better queue.</summary>
    public bool IsSlow => _health.IsSlow;

    /// <summary>Whether the disk refused so recently that trying again is not due.</summary>
    public bool IsUnwritable => _health.IsUnwritable;

    /// <summary>The first serial of this run; those of earlier runs are smaller.</summary>
    public long FirstSerial { get; private set; }

    /// <summary>Begins this run's first segment behind those of earlier runs.</summary>
    /// <returns>The oldest segment: where reading starts.</returns>
    /// <exception cref="IOException">The disk refuses. Also <see cref="UnauthorizedAccessException"/>.</exception>
    public Segment Start(IReadOnlyList<Segment> earlier)
    {
        lock (_gate)
        {
            _tail.Start(earlier);
            var first = _tail.End.Segment;
            FirstSerial = first.Sequence << 40;
            return earlier.Count == 0 ? first : earlier[0];
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

            if (record.Header is { Kind: RecordKind.End, Serial: var serial } && !_open.Contains(serial))
            {
                return AppendResult.NotBegun;
            }

            if (!_budget.Admits(record, _open.Count))
            {
                return AppendResult.NoRoom;
            }

            if (!TryWrite(record, out end))
            {
                return AppendResult.Unwritable;
            }

            Note(record.Header);
            FailPoint.Pass(record.Header.Kind == RecordKind.Begin ? FailPoint.BeginWritten : FailPoint.EndWritten);
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
            return _open.Contains(begin.Header.Serial) && !IsUnwritable && TryWrite(begin, out var end)
                ? end with { Offset = end.Offset - begin.Length }
                : null;
        }
    }

    /// <summary>Whether an exchange is open; and if not, a place its END, if there is one, lies before.</summary>
    public bool IsOpen(long serial, out LogPosition endsBefore)
    {
        lock (_gate)
        {
            endsBefore = _tail.End;
            return _open.Contains(serial);
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
        LogPosition end;
        lock (_gate)
        {
            RollIfNeeded();
            (targets, end) = (_tail.Unsynced(), _tail.End);
        }

        if (targets.Exists(t => t.Segment.Synced == 0))
        {
            disk.FlushFolder(folder.Path);
        }

        return !IsBroken && targets.TrueForAll(t => TryFlush(t.Segment, t.Length)) && IsWholeUpTo(end);
    }

    /// <summary>Whether everything up to this place is on stable storage: a record, what it belongs to, and copies of what was in doubt.</summary>
    public bool IsSynced(LogPosition end)
    {
        lock (_gate)
        {
            return _flushedTo?.HasReached(end) == true;
        }
    }

    /// <summary>Deletes a segment the reader has done with.</summary>
    public void Delete(Segment segment)
    {
        lock (_gate)
        {
            _tail.Remove(segment);
            _budget.NoteRoom();
        }

        segment.Dispose();
        FailPoint.Pass(FailPoint.SegmentUnneeded);
        try
        {
            File.Delete(segment.Path);
            FailPoint.Pass(FailPoint.SegmentDeleted);
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            // It will be read again after the next start, which is harmless.
            counters.Failures.Add();
        }
    }

    /// <summary>Lets nothing more be written.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _health.Close();
        }
    }

    private void Note(RecordHeader header)
    {
        if (header.Kind == RecordKind.Begin)
        {
            _open.Add(header.Serial);
            _budget.NoteRoom();
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
            _tail.Write(record);
        }
        catch (Exception e) when (Disk.IsFailure(e))
        {
            _tail.NoteNotWritten();
            _health.Refused();
            return false;
        }

        end = _tail.End;
        _health.Wrote(start);
        return true;
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
                return !_tail.NoteNotFlushed(segment);
            }
        }

        lock (_gate)
        {
            _tail.NoteFlushed(segment, length);
        }

        return true;
    }

    // After a flush that worked. What failed before and could not be written again yet is written now; the next flush vouches for it.
    private bool IsWholeUpTo(LogPosition end)
    {
        lock (_gate)
        {
            _tail.NoteAllFlushed();
            if (_tail.HasDoubts)
            {
                _health.Rolled(_tail.TryRoll());
                return false;
            }

            _flushedTo = end;
            return true;
        }
    }

    // Under the lock. After a failure, so that capture resumes without waiting for traffic; and when the folder was removed under us:
    // what is open stays readable while we live, but what comes next should be found after a restart.
    private void RollIfNeeded()
    {
        if (IsBroken || !_tail.IsSound)
        {
            _health.Rolled(_tail.TryRoll());
        }
    }
}
