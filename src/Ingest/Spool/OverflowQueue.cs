namespace Observability.Ingest.Spool;

/// <summary>Where records wait, in memory and in order, while the disk is slow; a thread of its own writes them.</summary>
/// <remarks>
/// While it holds anything, every record goes through it, so that an END never overtakes its BEGIN. An END the disk refuses
/// stays here without its body until the disk takes it; a BEGIN the disk refuses is dropped and counted.
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

    /// <summary>Queues copies of a record, with and without its body.</summary>
    /// <param name="whole">With its body; null when only the other is to be kept.</param>
    /// <param name="bare">Without.</param>
    /// <param name="settled">Ends when it has been written or lost.</param>
    /// <returns>False when there is no room for it.</returns>
    public bool TryEnqueue(EncodedRecord? whole, EncodedRecord bare, out Task settled)
    {
        lock (_gate)
        {
            var isEnd = bare.Header.Kind == RecordKind.End;
            if (_bytes + (whole?.Length ?? 0) + bare.Length > options.OverflowBytes)
            {
                whole = null;
            }

            // An END without its body is small and completes what is kept already: it may use twice the room.
            if (_bytes + bare.Length > (isEnd ? 2 * options.OverflowBytes : options.OverflowBytes))
            {
                settled = Task.CompletedTask;
                return false;
            }

            var waiting = new Waiting(whole?.Own(), bare.Own(), new(TaskCreationOptions.RunContinuationsAsynchronously));
            _queue.Enqueue(waiting);
            _bytes += waiting.Length;
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
            if (result == AppendResult.Unwritable && next.Bare.Header.Kind == RecordKind.End)
            {
                if (_stopping.Wait(RetryDelay))
                {
                    return;
                }

                continue;
            }

            Remove(next);
            onSettled(next.Bare.Header, result);
            next.Done.TrySetResult();
        }
    }

    private AppendResult Write(Waiting next)
    {
        var result = AppendResult.NoRoom;
        if (next.Whole is { } whole)
        {
            result = appender.Append(whole, Timeout.InfiniteTimeSpan, out _);
        }

        if (result is AppendResult.NoRoom or AppendResult.Unwritable)
        {
            result = appender.Append(next.Bare, Timeout.InfiniteTimeSpan, out _);
            counters.BodiesLeftOut.Add(result == AppendResult.Written ? 1 : 0);
        }

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
            _bytes -= written.Length;
            _isInUse = _queue.Count > 0;
            written.Whole?.Dispose();
            written.Bare.Dispose();
        }
    }

    private sealed record Waiting(EncodedRecord? Whole, EncodedRecord Bare, TaskCompletionSource Done)
    {
        public int Length { get; } = (Whole?.Length ?? 0) + Bare.Length;
    }
}
