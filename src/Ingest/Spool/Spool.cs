using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace Observability.Ingest.Spool;

/// <summary>The durable queue between the proxy and PostgreSQL: an append-only log of segment files.</summary>
/// <remarks>
/// A record is written by the thread that brings it, in one call to the operating system, which is what survives a kill of the
/// process. One such call cannot be taken back: the first that meets a stalled disk waits for it. From then on, and whenever the lock is
/// not to be had within 5 ms, records are copied to memory and a thread of the spool's own writes them.
/// </remarks>
public sealed partial class Spool(IOptions<SpoolOptions> options, SpoolCounters counters, TimeProvider time, ILogger<Spool> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(5);

    // An END in memory does not survive a kill, and the client would have its answer: it is waited for a little longer.
    private static readonly TimeSpan EndPatience = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Guid, long> _open = new();
    private readonly ManualResetEventSlim _arrived = new();
    private Log? _log;
    private long _lastSerial;
    private volatile bool _hadProblem;

    /// <summary>What it is doing now.</summary>
    public SpoolState State => new(
        counters.SpoolBytes.Value,
        options.Value.MaxBytes,
        counters.Open.Value,
        counters.Backlog.Value,
        counters.Begun.Value,
        counters.Ended.Value,
        counters.Rows.Value,
        counters.Duplicates.Value,
        counters.Quarantined.Value,
        counters.Dropped.Values.Sum(d => d.Value),
        counters.BodiesLeftOut.Value,
        Problem);

    /// <summary>Whether it takes exchanges: open, not full, and the disk takes writes.</summary>
    public bool IsWritable => _log is not null && !HasProblem;

    private bool HasProblem => _log is { Appender: { IsBroken: true } or { IsFull: true } };

    private string? Problem => _log switch
    {
        null => null,
        { Appender.IsBroken: true } log =>
            $"Spool folder '{log.Folder.Path}' refuses writes. Exchanges are forwarded but not kept. Free its disk or repair it; capture resumes by itself.",
        { Appender.IsFull: true } => string.Create(
            CultureInfo.InvariantCulture,
            $"Spool is full ({Gib(counters.SpoolBytes.Value)} of {Gib(options.Value.MaxBytes)} GiB). Exchanges are forwarded but not kept. Raise Spool:MaxBytes or check the database."),
        _ => null,
    };

    /// <summary>See <see cref="SpoolOptions.RunningRequests"/>.</summary>
    internal int MostRunning => options.Value.RunningRequests;

    /// <summary>What it counts.</summary>
    internal SpoolCounters Counters => counters;

    /// <summary>Calls that are sent once, earlier runs' included as far as this spool still holds them.</summary>
    internal SentCalls Sent { get; } = new(options.Value, time);

    /// <summary>The disk; another one in tests.</summary>
    internal Disk Disk { get; init; } = Disk.Real;

    /// <summary>The read side; the writer's alone.</summary>
    internal SpoolReader Reader => OpenLog.Reader;

    /// <summary>Where refused exchanges go.</summary>
    internal Quarantine Quarantine => OpenLog.Quarantine;

    /// <summary>Whether records are still on their way to the log, in memory.</summary>
    internal bool IsSettling => OpenLog.Overflow.IsInUse;

    /// <summary>The folder.</summary>
    internal SpoolFolder Folder => OpenLog.Folder;

    private Log OpenLog => _log ?? throw new InvalidOperationException("The spool has not been started.");

    /// <summary>Opens the folder, takes its lock, lists what earlier runs left, begins a segment and starts the spool's threads.</summary>
    /// <exception cref="Domain.SettingException">The folder cannot be used, or another process uses it, or a newer version wrote it.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _log = Log.Open(options.Value, Disk, counters, time, Settle);
        _lastSerial = _log.Appender.FirstSerial;
        foreach (var id in _log.SentBefore)
        {
            Sent.TryTake(id);
        }

        Opened(_log.Folder.Path, counters.SpoolBytes.Value);
        return Task.CompletedTask;
    }

    /// <summary>Flushes and closes. Nothing is drained: the next start goes on where this one stopped.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        if (_log is { } log)
        {
            log.Stop();
            Closed(log.Folder.Path, counters.SpoolBytes.Value);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _log?.Dispose();
        _arrived.Dispose();
    }

    /// <summary>Appends the first record of an exchange. False: it was not kept (spool full or unwritable) and is counted; do not call <see cref="EndAsync"/> for it.</summary>
    /// <remarks>Never throws. Takes microseconds; when the disk stalls, at most 5 ms. An id that is still open is not taken a second time.</remarks>
    public ValueTask<bool> BeginAsync(BeginRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        counters.Begun.Add();
        var start = time.GetTimestamp();
        var serial = Interlocked.Increment(ref _lastSerial);
        if (_log is not { } log)
        {
            counters.Dropped[DropReasons.Unwritable].Add();
            return ValueTask.FromResult(false);
        }

        if (!_open.TryAdd(record.Id, serial))
        {
            counters.Dropped[DropReasons.IdInUse].Add();
            return ValueTask.FromResult(false);
        }

        counters.Open.Add();
        return FinishAsync(log, Append(log, record, serial), start);
    }

    /// <summary>Appends the last record of an exchange; when this returns, a kill of the process loses nothing of it. False: not kept, counted.</summary>
    /// <remarks>
    /// Never throws. Takes microseconds; when the disk stalls, at most 250 ms (in strict mode: until it is on disk, at most 250 ms). When the
    /// disk refuses, the outcome is kept in memory, without bodies, until the disk takes it. False also for an id that is not open.
    /// </remarks>
    public ValueTask<bool> EndAsync(EndRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var start = time.GetTimestamp();
        if (_log is not { } log || !_open.TryRemove(record.Id, out var serial))
        {
            return ValueTask.FromResult(false);
        }

        counters.Open.Add(-1);
        return FinishAsync(log, Append(log, record, serial), start);
    }

    /// <summary>Whether an exchange with this id is begun and not ended: <see cref="BeginAsync"/> would not take another one now.</summary>
    /// <remarks>Costs one look-up and takes nothing: two that ask at the same time are told the same.</remarks>
    public bool IsOpen(Guid id) => _open.ContainsKey(id);

    /// <summary>Waits until an exchange has ended, or for a while; false when the while was over.</summary>
    internal bool WaitForEnds(TimeSpan longest, CancellationToken ct)
    {
        var arrived = _arrived.Wait(longest, ct);
        _arrived.Reset();
        return arrived;
    }

    private Put Append(Log log, BeginRecord record, long serial)
    {
        using var whole = RecordCodec.Encode(record, serial, leftOut: null);
        var result = TryAppend(log, whole, out _);
        if (result is not (AppendResult.NoRoom or AppendResult.Busy))
        {
            return new(whole.Header, result);
        }

        // Making the record without its body takes a hash of that body: only when there is no way around it.
        if (result == AppendResult.Busy && log.Overflow.TryEnqueue(whole, out var settled))
        {
            return new(whole.Header, result) { Queued = settled };
        }

        using var bare = RecordCodec.Encode(record, serial, result == AppendResult.NoRoom ? LeftOut.NearlyFull : LeftOut.DiskTrouble);
        if (result == AppendResult.NoRoom && AppendBare(log, bare) is { Result: not AppendResult.Busy } put)
        {
            return put;
        }

        return new(bare.Header, AppendResult.Busy) { Queued = log.Overflow.TryEnqueue(bare, out settled) ? settled : null };
    }

    private Put Append(Log log, EndRecord record, long serial)
    {
        using var whole = RecordCodec.Encode(record, serial, leftOut: null);
        var result = TryAppend(log, whole, out var end);
        if (result is AppendResult.Written or AppendResult.NotBegun)
        {
            return new(whole.Header, result) { End = end };
        }

        if (result == AppendResult.Busy && log.Overflow.TryEnqueue(whole, out var settled))
        {
            return new(whole.Header, result) { Queued = settled };
        }

        using var bare = RecordCodec.Encode(record, serial, result == AppendResult.NoRoom ? LeftOut.NearlyFull : LeftOut.DiskTrouble);
        if (result == AppendResult.NoRoom && AppendBare(log, bare) is { Result: AppendResult.Written } put)
        {
            return put;
        }

        // While the disk refuses, only the outcome is held, and nobody waits for it.
        var isHeld = log.Overflow.TryEnqueue(bare, out settled);
        return new(bare.Header, result) { Queued = !isHeld ? null : result == AppendResult.Busy ? settled : Task.CompletedTask };
    }

    private Put AppendBare(Log log, EncodedRecord bare)
    {
        var result = TryAppend(log, bare, out var end);
        counters.BodiesLeftOut.Add(result == AppendResult.Written ? 1 : 0);
        return new(bare.Header, result) { End = end };
    }

    // Whoever finds the queue in use queues too: an END must not overtake its BEGIN.
    private static AppendResult TryAppend(Log log, EncodedRecord record, out LogPosition end)
    {
        end = default;
        return log.Appender.IsUnwritable ? AppendResult.Unwritable
            : log.Overflow.IsInUse || log.Appender.IsSlow ? AppendResult.Busy
            : log.Appender.Append(record, Patience, out end);
    }

    private ValueTask<bool> FinishAsync(Log log, Put put, long start)
    {
        var mustSync = options.Value.Strict && put.Header.Kind == RecordKind.End;
        if (put.Queued is { } queued)
        {
            counters.DurabilityDegraded.Add(mustSync ? 1 : 0);
            return queued.IsCompleted ? ValueTask.FromResult(true) : WaitAsync(queued, start, put.Header.Kind == RecordKind.End ? EndPatience : Patience);
        }

        Settle(put.Header, put.Result);
        counters.Delayed.Add(time.GetElapsedTime(start) > Patience ? 1 : 0);
        return put.Result == AppendResult.Written && mustSync
            ? SyncedAsync(log, put.End)
            : ValueTask.FromResult(put.Result == AppendResult.Written);
    }

    private static async ValueTask<bool> SyncedAsync(Log log, LogPosition end)
    {
        await log.Sync.WaitAsync(end);
        return true;
    }

    private async ValueTask<bool> WaitAsync(Task queued, long start, TimeSpan patience)
    {
        var left = patience - time.GetElapsedTime(start);
        if (left > TimeSpan.Zero)
        {
            await Task.WhenAny(queued, Task.Delay(left, time, CancellationToken.None));
        }

        counters.Delayed.Add(time.GetElapsedTime(start) > Patience ? 1 : 0);
        return true;
    }

    // The one place where a record's fate is counted, whichever thread wrote it.
    private void Settle(RecordHeader header, AppendResult result)
    {
        if (result == AppendResult.Written)
        {
            if (header.Kind == RecordKind.End)
            {
                counters.Ended.Add();
                counters.Backlog.Add();
                _arrived.Set();
            }
        }
        else if (header.Kind == RecordKind.Begin)
        {
            if (_open.TryRemove(new(header.Id, header.Serial)))
            {
                counters.Open.Add(-1);
            }

            counters.Dropped[ReasonOf(result)].Add();
        }
        else if (result != AppendResult.NotBegun)
        {
            counters.EndsLost.Add();
            _log?.Appender.Forget(header.Serial);
        }

        _log?.Sync.MarkDirty();
        Note();
    }

    private static string ReasonOf(AppendResult result) => result switch
    {
        AppendResult.NoRoom => DropReasons.Full,
        AppendResult.Busy => DropReasons.Overflow,
        _ => DropReasons.Unwritable,
    };

    private void Note()
    {
        if (HasProblem == _hadProblem)
        {
            return;
        }

        var problem = Problem;
        _hadProblem = problem is not null;
        if (problem is null)
        {
            Resumed();
        }
        else
        {
            Trouble(problem);
        }
    }

    private static double Gib(long bytes) => Math.Round(bytes / (double)(1 << 30), 1);

    [LoggerMessage(Level = LogLevel.Information, Message = "Opened spool {Folder} with {Bytes} bytes from earlier runs")]
    private partial void Opened(string folder, long bytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "Closed spool {Folder} with {Bytes} bytes for the next run")]
    private partial void Closed(string folder, long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    private partial void Trouble(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Spool takes exchanges again")]
    private partial void Resumed();

    private readonly record struct Put(RecordHeader Header, AppendResult Result)
    {
        // Where it ends in the log, when it was written by the caller.
        public LogPosition End { get; init; }

        // Ends when the overflow queue has done with it; null when it is not there.
        public Task? Queued { get; init; }
    }
}
