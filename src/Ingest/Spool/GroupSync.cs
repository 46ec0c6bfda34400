namespace Observability.Ingest.Spool;

/// <summary>Flushes the log for everybody at once: at most one interval after the first unflushed record, at once when somebody waits for it.</summary>
internal sealed class GroupSync(Appender appender, SpoolOptions options, SpoolCounters counters, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim _dirty = new();
    private readonly ManualResetEventSlim _urgent = new();
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Lock _gate = new();
    private List<TaskCompletionSource> _waiting = [];
    private Thread? _thread;

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _thread = new(Run) { IsBackground = true, Name = "spool fsync" };
        _thread.Start();
    }

    /// <summary>Says that something was appended.</summary>
    public void MarkDirty() => _dirty.Set();

    /// <summary>Waits until this place is on disk, at most 250 ms; a longer wait is given up and counted.</summary>
    public async ValueTask WaitAsync(LogPosition end)
    {
        var deadline = time.GetTimestamp() + (long)(LongestWait.TotalSeconds * time.TimestampFrequency);
        while (!appender.IsSynced(end))
        {
            var left = time.GetElapsedTime(time.GetTimestamp(), deadline);
            try
            {
                await NextSync().WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
            }
            catch (TimeoutException)
            {
                counters.DurabilityDegraded.Add();
                return;
            }
        }
    }

    /// <summary>Ends the thread. It does not flush.</summary>
    public void Dispose()
    {
        _stopping.Set();
        _urgent.Set();
        _dirty.Set();
        _thread?.Join();
        _stopping.Dispose();
        _urgent.Dispose();
        _dirty.Dispose();
    }

    private Task NextSync()
    {
        lock (_gate)
        {
            // Continuations must not run on the fsync thread: they write to sockets.
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(next);
            _dirty.Set();
            _urgent.Set();
            return next.Task;
        }
    }

    private void Run()
    {
        while (!_stopping.IsSet)
        {
            _dirty.Wait();
            _urgent.Wait(options.FsyncInterval);
            List<TaskCompletionSource> waiting;
            lock (_gate)
            {
                _dirty.Reset();
                _urgent.Reset();
                (waiting, _waiting) = (_waiting, []);
            }

            if (!appender.Sync())
            {
                _dirty.Set();
                _stopping.Wait(AfterFailure);
            }

            waiting.ForEach(w => w.TrySetResult());
        }
    }
}
