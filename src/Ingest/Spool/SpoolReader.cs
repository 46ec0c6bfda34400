namespace Observability.Ingest.Spool;

/// <summary>The read side of the log, used by one thread: joins BEGIN and END, and deletes segments nobody needs any more.</summary>
/// <remarks>
/// <para>Delivers at least once: whatever was handed out and not committed is handed out again after a restart.</para>
/// <para>A segment goes when it has been read to its end, all that ended in it is stored, and no exchange needs a BEGIN in it. An open
/// exchange's BEGIN is written again at the log's end for that. A BEGIN whose END cannot come any more (the process that would have
/// written it is gone, or its disk refused it) is handed out without one: an interrupted exchange.</para>
/// <para>Damage is skipped to the next record whose checksums hold, and the span in between goes to quarantine.</para>
/// </remarks>
internal sealed class SpoolReader(Appender appender, Quarantine quarantine, SpoolFolder folder, SpoolCounters counters, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<long, PendingBegin> _pending = [];
    private readonly Queue<(PendingBegin Begin, LogPosition After)> _orphans = new();
    private readonly List<PendingBegin> _handedOut = [];
    private readonly List<Segment> _passed = [];
    private LogPosition? _storedBefore;
    private LogPosition _at;
    private LogPosition _bookmarked;
    private long _bookmarkedAt;
    private int _ownEndsHandedOut;
    private bool _hasCarried;

    /// <summary>Starts at the oldest segment; what ended before <paramref name="storedBefore"/> is not handed out again.</summary>
    public void Start(Segment oldest, LogPosition? storedBefore)
    {
        _at = _bookmarked = new(oldest, SegmentHeader.Size);
        _bookmarkedAt = time.GetTimestamp();
        _storedBefore = storedBefore;
    }

    /// <summary>The next exchange that is over; null when there is none yet.</summary>
    public SpooledExchange? Next()
    {
        while (true)
        {
            if (TakeOrphan() is { } interrupted)
            {
                return interrupted;
            }

            // In this order: once there is a next segment, the length of this one is final.
            var next = _at.Segment.Next;
            if (_at.Offset < _at.Segment.Length)
            {
                if (ReadRecord() is { } exchange)
                {
                    return exchange;
                }
            }
            else if (next is not null)
            {
                _passed.Add(_at.Segment);
                Settle(_at.Segment, mayCarry: false);
                _at = new(next, SegmentHeader.Size);
            }
            else
            {
                return null;
            }
        }
    }

    /// <summary>What this run has begun, was read at least so long ago, and has no END so far as the log was read. Reads nothing.</summary>
    public IEnumerable<(long Serial, Guid Id)> Running(TimeSpan least) =>
        from begin in _pending.Values
        where begin.Serial > appender.FirstSerial && time.GetElapsedTime(begin.ReadAt) >= least
        select (begin.Serial, begin.Id);

    /// <summary>Whether an exchange is one whose END was not met yet.</summary>
    public bool IsRunning(long serial) => _pending.ContainsKey(serial);

    /// <summary>The request of an exchange whose END was not met yet; null when there is none, or it is damaged. Does not hand it out.</summary>
    public SpooledExchange? RequestOf(long serial) =>
        Load(_pending.GetValueOrDefault(serial)) is { } record ? new(record, End: null, Interruption: null) : null;

    /// <summary>Says that everything handed out so far is stored for good: moves the bookmark, deletes segments.</summary>
    public void Commit()
    {
        // One segment a commit, so that carrying is paid for by what was stored: open requests larger than a segment would chase their own copies.
        var carried = _handedOut.Count > 0 ? _passed.Find(s => s.Needed > 0) : null;
        _handedOut.ForEach(b => b.Segment.Needed--);
        _handedOut.Clear();
        counters.Backlog.Add(-_ownEndsHandedOut);
        _ownEndsHandedOut = 0;
        _passed.ForEach(s => Settle(s, mayCarry: s == carried));
        var finished = _passed.FindAll(s => s.Needed == 0);
        if (finished.Count > 0 || time.GetElapsedTime(_bookmarkedAt) > BookmarkInterval)
        {
            SaveBookmark();
        }

        // A BEGIN must be safe in its new place before the old one goes.
        if (finished.Count > 0 && (!_hasCarried || appender.Sync()))
        {
            _hasCarried = false;
            finished.ForEach(appender.Delete);
            _passed.RemoveAll(finished.Contains);
        }
    }

    /// <summary>Writes the bookmark if it has moved. A spool that cannot write it still works: it delivers more again after a restart.</summary>
    public void SaveBookmark()
    {
        _bookmarkedAt = time.GetTimestamp();
        if (_handedOut.Count == 0 && _at != _bookmarked && new Bookmark(_at.Segment.Sequence, _at.Segment.Salt, _at.Offset).TrySave(folder))
        {
            _bookmarked = _at;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _passed.ForEach(s => s.Dispose());
        for (var segment = _at.Segment; segment is not null; segment = segment.Next)
        {
            segment.Dispose();
        }
    }

    private SpooledExchange? ReadRecord()
    {
        var start = _at;
        if (SegmentFile.Check(start.Segment, start.Offset) is not { } header)
        {
            var found = SegmentFile.FindRecord(start.Segment, start.Offset + 1);
            quarantine.TakeDamaged(start.Segment, start.Offset, found - start.Offset);
            _at = start with { Offset = found };
            return null;
        }

        _at = start with { Offset = start.Offset + header.RecordLength };
        if (header.Kind == RecordKind.Begin)
        {
            Remember(header, start);
            return null;
        }

        var begin = Release(header.Serial);
        if (_storedBefore is { } stored && stored.HasReached(_at))
        {
            Drop(begin);
            return null;
        }

        // The copy of an END that was delivered from its first place.
        if (header.Copy && begin is null)
        {
            return null;
        }

        _ownEndsHandedOut += header.Serial > appender.FirstSerial ? 1 : 0;
        return new(Load(begin), Load(start), Interruption: null);
    }

    private void Remember(RecordHeader header, LogPosition at)
    {
        if (_pending.TryGetValue(header.Serial, out var known))
        {
            known.MoveTo(at);
        }
        else
        {
            _pending.Add(header.Serial, new(header, at, time.GetTimestamp()));
        }
    }

    // Takes a BEGIN out of those that wait; its segment is needed until the commit.
    private PendingBegin? Release(long serial)
    {
        if (!_pending.Remove(serial, out var begin))
        {
            return null;
        }

        _handedOut.Add(begin);
        return begin;
    }

    private void Drop(PendingBegin? begin)
    {
        if (begin is not null && _handedOut.Remove(begin))
        {
            begin.Segment.Needed--;
        }
    }

    private SpooledExchange? TakeOrphan()
    {
        while (_orphans.TryPeek(out var orphan) && _at.HasReached(orphan.After))
        {
            _orphans.Dequeue();
            if (_pending.ContainsKey(orphan.Begin.Serial) && Release(orphan.Begin.Serial) is { } begin)
            {
                if (Load(begin) is { } record)
                {
                    return new(record, End: null, begin.Serial > appender.FirstSerial
                        ? "The end of this exchange could not be kept: the disk under the spool refused it."
                        : "The ingest process ended while this exchange was open.");
                }

                Drop(begin);
                counters.DamagedSpans.Add();
            }
        }

        return null;
    }

    // What is to become of the BEGINs in a segment that has been read to its end and whose END has not been seen.
    private void Settle(Segment segment, bool mayCarry)
    {
        if (segment.Needed == 0)
        {
            return;
        }

        foreach (var begin in _pending.Values)
        {
            if (begin.Segment != segment || begin.IsOrphan)
            {
                continue;
            }

            if (!appender.IsOpen(begin.Serial, out var endsBefore))
            {
                begin.IsOrphan = true;
                _orphans.Enqueue((begin, endsBefore));
            }
            else if (mayCarry && Load(begin) is { } record)
            {
                using var copy = EncodedRecord.Again(record.Header, record.Payload);
                if (appender.Carry(copy) is { } place)
                {
                    begin.MoveTo(place);
                    _hasCarried = true;
                }
            }
        }
    }

    private static SpooledRecord? Load(PendingBegin? begin) => begin is null ? null : Load(new LogPosition(begin.Segment, begin.Offset));

    private static SpooledRecord? Load(LogPosition at)
    {
        var offset = at.Offset;
        return SegmentFile.TryRead(at.Segment, ref offset, out var header, out var payload) ? new(header, payload) : null;
    }

    private sealed class PendingBegin
    {
        public PendingBegin(RecordHeader header, LogPosition at, long readAt)
        {
            (Serial, Id, ReadAt) = (header.Serial, header.Id, readAt);
            Segment = at.Segment;
            Offset = at.Offset;
            Segment.Needed++;
        }

        public long Serial { get; }

        public Guid Id { get; }

        public long ReadAt { get; }

        public Segment Segment { get; private set; }

        public long Offset { get; private set; }

        public bool IsOrphan { get; set; }

        public void MoveTo(LogPosition place)
        {
            Segment.Needed--;
            (Segment, Offset) = (place.Segment, place.Offset);
            Segment.Needed++;
        }
    }
}
