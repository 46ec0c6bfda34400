using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

/// <summary>What happens to a <see cref="PowerLog"/>.</summary>
internal enum PowerStep
{
    Begin,
    BeginBig,
    End,
    EndOldest,
    Flush,
    FailToFlush,
    FillDisk,
    Read,
    Commit,
    Kill,
    LosePower,
}

/// <summary>The spool's log without its threads over a disk that forgets, and a ledger of what it must not forget.</summary>
internal sealed class PowerLog : IDisposable
{
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(2);

    private readonly string _root = TestFolders.CreateInMemory();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider _time = new(Some.Start);
    private readonly SpoolOptions _options;
    private readonly ForgetfulDisk _disk;
    private readonly List<(BeginRecord Begin, long Serial)> _open = [];
    private readonly Dictionary<Guid, Entry> _ledger = [];
    private readonly HashSet<Guid> _handedOut = [];
    private readonly HashSet<Guid> _whole = [];
    private readonly List<byte[]> _bookmarks = [];
    private readonly HashSet<Guid> _committed = [];
    private bool _hasDoubts;
    private SpoolFolder _folder = null!;
    private Appender _appender = null!;
    private SpoolReader _reader = null!;
    private long _serial;

    public PowerLog()
    {
        _options = new() { Folder = _root, SegmentBytes = 3000, QuarantineBytes = 0 };
        _disk = new(_root);
        Open();
    }

    /// <summary>How often the power was lost.</summary>
    public int Losses { get; private set; }

    public void Do(PowerStep step, int dice)
    {
        _time.Advance(AWhile);
        switch (step)
        {
            case PowerStep.Begin or PowerStep.BeginBig:
                Begin(new string('b', step == PowerStep.Begin ? 50 : 5000));
                break;
            case PowerStep.End or PowerStep.EndOldest when _open.Count > 0:
                End(step == PowerStep.End ? _open.Count - 1 : 0);
                break;
            case PowerStep.Flush:
                Flush();
                break;
            case PowerStep.FailToFlush:
                _disk.FailsNextFlush = true;
                Flush();
                _disk.FailsNextFlush = false;
                break;
            case PowerStep.FillDisk:
                _disk.IsFull = true;
                Begin("does not fit");
                _disk.IsFull = false;
                break;
            case PowerStep.Read:
                Read();
                break;
            case PowerStep.Commit:
                Commit();
                break;
            case PowerStep.Kill or PowerStep.LosePower:
                Restart(step == PowerStep.LosePower ? new Random(dice) : null);
                break;
        }

        NoteWhatIsSafe();
    }

    public void Dispose()
    {
        Close();
        _services.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private void Open()
    {
        var counters = new SpoolCounters(_services.GetRequiredService<IMeterFactory>());
        _folder = new(_root);
        _folder.Open();
        var quarantine = new Quarantine(_folder, _options, counters);
        var bookmark = Bookmark.Load(_folder);
        var earlier = _folder.OpenSegments(quarantine, bookmark?.Sequence ?? 0);
        _appender = new(_folder, _options, _disk.Disk, counters, _time);
        _reader = new(_appender, quarantine, _folder, counters, _time);
        _reader.Start(_appender.Start(earlier), bookmark?.Find(earlier));
        _serial = _appender.FirstSerial;
    }

    private void Close()
    {
        _reader.Dispose();
        _folder.Dispose();
    }

    private void Begin(string body)
    {
        var begin = Some.Begin(body: body);
        using var record = RecordCodec.Encode(begin, ++_serial, leftOut: null);
        if (_appender.Append(record, Timeout.InfiniteTimeSpan, out _) == AppendResult.Written)
        {
            _open.Add((begin, _serial));
            _ledger.Add(begin.Id, new(begin));
        }
    }

    private void End(int which)
    {
        var (begin, serial) = _open[which];
        var end = Some.End(begin.Id);
        using var record = RecordCodec.Encode(end, serial, leftOut: null);
        if (_appender.Append(record, Timeout.InfiniteTimeSpan, out var place) == AppendResult.Written)
        {
            _open.RemoveAt(which);
            (_ledger[begin.Id].End, _ledger[begin.Id].Place) = (end, place);
        }
    }

    // What the group's flush says: everything up to here.
    private void Flush()
    {
        _hasDoubts = !_appender.Sync();
        foreach (var entry in _ledger.Values)
        {
            entry.IsSafe |= !_hasDoubts && entry is { End: not null, IsDoomed: false };
        }
    }

    // What strict mode asks before it lets the last bytes go.
    private void NoteWhatIsSafe()
    {
        foreach (var entry in _ledger.Values.Where(e => e.Place is not null))
        {
            entry.IsSafe |= _appender.IsSynced(entry.Place!.Value);
        }
    }

    private void Commit()
    {
        _reader.Commit();
        _committed.UnionWith(_handedOut);
        if (Path.Combine(_root, Bookmark.FileName) is var file && File.Exists(file))
        {
            _bookmarks.Add(File.ReadAllBytes(file));
        }
    }

    private void Read()
    {
        while (_reader.Next() is { } exchange)
        {
            _handedOut.Add(exchange.Id);
            var entry = _ledger[exchange.Id];
            if (exchange is { Begin: not null, End: not null })
            {
                Assert.Equal(Some.Describe(entry.Begin, entry.End!), Some.Describe(exchange.ToCaptured()));
                _whole.Add(exchange.Id);
            }
            else if (exchange.End is null)
            {
                // Whoever is told first that it was interrupted does not take its end any more. Told later, or an END alone, does no harm.
                Assert.True(!entry.IsSafe || _whole.Contains(exchange.Id) || _committed.Contains(exchange.Id), $"{exchange.Id} was safe and came back without its end");
            }
        }
    }

    private void Restart(Random? dice)
    {
        Close();
        if (dice is null)
        {
            _disk.LoseProcess();
        }
        else
        {
            Losses++;
            _disk.LosePower(dice);
            DamageBookmark(dice);
        }

        _open.Clear();
        _handedOut.Clear();
        _whole.Clear();
        Open();
        Read();
        var mustBeThere = _ledger.Where(e => (dice is null ? e.Value.End is not null : e.Value.IsSafe) && !_committed.Contains(e.Key)).Select(e => e.Key);
        Assert.Empty(mustBeThere.Except(_whole));

        // What the loss of power took does not come back; what was found after it, or by the start after a kill, stays. But a process that is
        // killed after a flush that failed leaves nobody who knows of it: what the kernel dropped then, the next one cannot write again.
        foreach (var (id, entry) in _ledger)
        {
            entry.Place = null;
            entry.IsDoomed = dice is null && (entry.IsDoomed || (_hasDoubts && !entry.IsSafe));
            if (!_committed.Contains(id))
            {
                entry.End = _whole.Contains(id) ? entry.End : null;
                entry.IsSafe = entry is { End: not null, IsDoomed: false };
            }
        }

        _hasDoubts = false;
    }

    // It only spares work: without it, with an old one or with rubbish in its place more is delivered again.
    private void DamageBookmark(Random dice)
    {
        var file = Path.Combine(_root, Bookmark.FileName);
        switch (dice.Next(6))
        {
            case 0:
                File.Delete(file);
                break;
            case 1:
                File.WriteAllBytes(file, new byte[dice.Next(64)]);
                break;
            case 2 when _bookmarks.Count > 0:
                File.WriteAllBytes(file, _bookmarks[dice.Next(_bookmarks.Count)]);
                break;
        }
    }

    private sealed class Entry(BeginRecord begin)
    {
        public BeginRecord Begin => begin;

        public EndRecord? End { get; set; }

        /// <summary>Where its END ends in the log of this run.</summary>
        public LogPosition? Place { get; set; }

        /// <summary>Whether a loss of power must not take it.</summary>
        public bool IsSafe { get; set; }

        /// <summary>Whether a loss of power may take it although it is in a file that can be flushed.</summary>
        public bool IsDoomed { get; set; }
    }
}
