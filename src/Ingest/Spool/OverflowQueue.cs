namespace Observability.Ingest.Spool;

/// <summary>Where records wait, in memory and in order, while the disk is slow; a thread of its own writes them.</summary>
/// <remarks>
/// While it holds anything, every record goes through it, so that an END never overtakes its BEGIN. An END the disk refuses
/// stays here until the disk takes it; a BEGIN the disk refuses is dropped and counted.
/// </remarks>
internal sealed class OverflowQueue(Appender appender, SpoolOptions options, SpoolCounters counters, Action<RecordHeader, AppendResult> onSettled) : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastEffort = TimeSpan.FromSeconds(2);

    private readonly Queue<Waiting> _queue = new();
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _filled = new();
    private readonly ManualResetEventSlim _stopping = new();
    private Thread? _thread;
    private long _bytes;
    private volatile bool _isInUse;

    /// <summary>Whether records are waiting, the one being written included.</summary>
    public bool IsInUse => _isInUse;

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _thread = new(Run) { IsBackground = true, Name = "spool overflow" };
        _thread.Start();
    }

    /// <summary>Queues a copy of a record.</summary>
    /// <param name="record">The record; borrowed for the call.</param>
    /// <param name="settled">Ends when it has been written or lost.</param>
    /// <returns>False when there is no room for it.</returns>
    public bool TryEnqueue(EncodedRecord record, out Task settled)
    {
        lock (_gate)
        {
            // An END without its body is small and completes what is kept already: it may use twice the room.
            var isLastWord = record is { IsBare: true, Header.Kind: RecordKind.End };
            if (_bytes + record.Length > (isLastWord ? 2 : 1) * options.OverflowBytes)
            {
                settled = Task.CompletedTask;
                return false;
            }

            var waiting = new Waiting(record.Own(), new(TaskCreationOptions.RunContinuationsAsynchronously));
            _queue.Enqueue(waiting);
            _bytes += record.Length;
            _isInUse = true;
            _filled.Set();
            settled = waiting.Done.Task;
            return true;
        }
    }

    /// <summary>Ends the thread, after at most two seconds of trying to write what is left.</summary>
    public void Dispose()
    {
        _stopping.Set();
        _filled.Set();
        if (_thread?.Join(LastEffort) != false)
        {
            _filled.Dispose();
            _stopping.Dispose();
        }
    }

    private void Run()
    {
        while (true)
        {
            _filled.Wait();
            if (!TryPeek(out var next))
            {
                if (_stopping.IsSet)
                {
                    return;
                }

                continue;
            }

            var result = Write(next);
            if (result == AppendResult.Unwritable && next.Record.Header.Kind == RecordKind.End)
            {
                if (_stopping.Wait(RetryDelay))
                {
                    return;
                }

                continue;
            }

            Remove(next);
            onSettled(next.Record.Header, result);
            next.Done.TrySetResult();
        }
    }

    private AppendResult Write(Waiting next)
    {
        var isBare = next.Record.IsBare;
        var result = appender.Append(next.Record, Timeout.InfiniteTimeSpan, out _);
        if (result == AppendResult.NoRoom && !isBare)
        {
            using var bare = RecordCodec.WithoutBody(next.Record, LeftOut.NearlyFull);
            isBare = true;
            result = appender.Append(bare, Timeout.InfiniteTimeSpan, out _);
        }

        counters.BodiesLeftOut.Add(isBare && result == AppendResult.Written ? 1 : 0);
        return result;
    }

    private bool TryPeek(out Waiting next)
    {
        lock (_gate)
        {
            if (_queue.TryPeek(out next!))
            {
                return true;
            }

            if (!_stopping.IsSet)
            {
                _filled.Reset();
            }

            return false;
        }
    }

    private void Remove(Waiting written)
    {
        lock (_gate)
        {
            _queue.Dequeue();
            _bytes -= written.Record.Length;
            _isInUse = _queue.Count > 0;
            written.Record.Dispose();
        }
    }

    private sealed record Waiting(EncodedRecord Record, TaskCompletionSource Done);
}
