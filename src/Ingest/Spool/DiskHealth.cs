namespace Observability.Ingest.Spool;

/// <summary>How the disk did of late: told under the appender's lock, asked by anybody before he waits for that lock.</summary>
internal sealed class DiskHealth(TimeProvider time)
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SlowMemory = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private long _slowUntil;
    private long _retryAt;
    private volatile bool _isBroken;

    /// <summary>Whether the disk refused the last write.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>Whether a write was slow a moment ago; callers had better queue.</summary>
    public bool IsSlow => Volatile.Read(ref _slowUntil) > time.GetTimestamp();

    /// <summary>Whether the disk refused so recently that trying again is not due, or the log is closed.</summary>
    public bool IsUnwritable => Volatile.Read(ref _retryAt) > time.GetTimestamp();

    /// <summary>Notes a write that worked.</summary>
    /// <param name="began">The timestamp at which it began.</param>
    public void Wrote(long began)
    {
        _isBroken = false;
        if (time.GetElapsedTime(began) > Slow)
        {
            Volatile.Write(ref _slowUntil, time.GetTimestamp() + Ticks(SlowMemory));
        }
    }

    /// <summary>Notes a record the disk refused: the next one waits for its turn even if a new segment could be made, for a full disk fails every one.</summary>
    public void Refused()
    {
        _isBroken = true;
        Volatile.Write(ref _retryAt, time.GetTimestamp() + Ticks(RetryDelay));
    }

    /// <summary>Notes whether a new segment could be made.</summary>
    public void Rolled(bool worked) => _isBroken = !worked;

    /// <summary>Lets nothing more be written.</summary>
    public void Close() => Volatile.Write(ref _retryAt, long.MaxValue);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
