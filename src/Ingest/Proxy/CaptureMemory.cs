namespace Observability.Ingest.Proxy;

/// <summary>The memory that copies of bodies on their way may use together. At its end calls flow on, and their records are cut short.</summary>
/// <param name="mostBytes">The limit.</param>
internal sealed class CaptureMemory(long mostBytes)
{
    private const long Least = 32 << 20;

    private long _used;

    /// <summary>Bytes in use.</summary>
    public long UsedBytes => Interlocked.Read(ref _used);

    /// <summary>As set; otherwise a quarter of what this process may use, by its container or its machine.</summary>
    public static CaptureMemory Of(ProxyOptions options) => new(
        options.CaptureMemoryBytes > 0 ? options.CaptureMemoryBytes : Math.Max(Least, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));

    /// <summary>Takes memory if there is some left.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= mostBytes)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    /// <summary>Takes memory that somebody cannot do without.</summary>
    public void Take(int bytes) => Interlocked.Add(ref _used, bytes);

    /// <summary>Gives it back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
