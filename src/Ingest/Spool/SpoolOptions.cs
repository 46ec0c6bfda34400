using System.ComponentModel.DataAnnotations;

namespace Observability.Ingest.Spool;

/// <summary>Section <c>Spool</c>: where exchanges wait for PostgreSQL, and how much of the disk they may use.</summary>
public sealed class SpoolOptions
{
    /// <summary>Folder of the segments; one process each. Default: <c>spool</c> in the data folder. Made with mode 0700 when missing.</summary>
    public string Folder { get; set; } = "";

    /// <summary>
    /// Disk the segments may use, bytes, 1 MiB to 1 TiB, default 4 GiB. Near the limit bodies are left out and rows are kept; at the
    /// limit new exchanges are forwarded but not kept, and counted. The quarantine has its own limit.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxBytes { get; set; } = 4L << 30;

    /// <summary>
    /// Size at which a new segment is begun, bytes, 64 KiB to 1 GiB, default 16 MiB; never more than a quarter of <see cref="MaxBytes"/>.
    /// A record larger than that gets a segment of its own.
    /// </summary>
    [Range(64 << 10, 1 << 30)]
    public int SegmentBytes { get; set; } = 16 << 20;

    /// <summary>Longest time a record waits for its fsync, 1 ms to 10 s, default 50 ms: what a power loss may take. A killed process loses nothing.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan FsyncInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether the last bytes of an answer wait until it is on disk, at most 250 ms; a longer wait is given up and counted. Default false.</summary>
    public bool Strict { get; set; }

    /// <summary>Memory for records that wait for a slow disk, bytes, 1 MiB to 4 GiB, default 64 MiB. At the limit bodies are left out, then exchanges dropped and counted.</summary>
    [Range(1L << 20, 4L << 30)]
    public long OverflowBytes { get; set; } = 64L << 20;

    /// <summary>Disk the quarantine may use, bytes, 0 to 1 TiB, default 256 MiB. At the limit damaged spans are counted but no longer kept; a refused exchange is kept in any case.</summary>
    [Range(0, 1L << 40)]
    public long QuarantineBytes { get; set; } = 256L << 20;

    /// <summary>
    /// Ids of the dashboard's own calls (replays and the like) that are remembered, so that each is sent once, 1,000 to 10,000,000, default 100,000
    /// (about 10 MB). At the limit the oldest is forgotten: a call that brings it again would be sent again.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int SentCalls { get; set; } = 100_000;

    /// <summary>How long they are remembered, 1 minute to 30 days, default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SentFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Requests in flight of which pages are told, 0 to 100,000, default 1,000; 0 = of none. Those beyond are seen when they end. Nothing else depends on it.</summary>
    [Range(0, 100_000)]
    public int RunningRequests { get; set; } = 1_000;
}
