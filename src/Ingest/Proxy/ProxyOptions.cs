using System.ComponentModel.DataAnnotations;

namespace Observability.Ingest.Proxy;

/// <summary>Limits of the proxy. Section <c>Proxy</c> of the configuration, such as the environment variable <c>Proxy__CaptureBytes</c>.</summary>
public sealed class ProxyOptions
{
    /// <summary>
    /// How much of each body is kept, bytes, 1 MiB to 1 GiB, default 8 MiB a side. Beyond it the call flows on; the record is Truncated, with full
    /// size and SHA-256.
    /// </summary>
    [Range(1L << 20, 1L << 30)]
    public long CaptureBytes { get; set; } = 8L << 20;

    /// <summary>
    /// The memory that copies of bodies on their way may use together, bytes, 0 to 1 TiB, default 0: a quarter of what the process may use, at least
    /// 32 MiB. At its end calls flow on; their records are Truncated, with full size and SHA-256.
    /// </summary>
    [Range(0, 1L << 40)]
    public long CaptureMemoryBytes { get; set; }

    /// <summary>How long a connection to an upstream may take, seconds, 1 to 120, default 5. Then the client gets 502.</summary>
    [Range(1, 120)]
    public double ConnectSeconds { get; set; } = 5;

    /// <summary>
    /// How long the head of an answer may take once the request is sent, seconds, 1 to 86400, default 600. Then the client gets 504.
    /// Once the head is there nothing limits the time of an answer.
    /// </summary>
    [Range(1, 86400)]
    public double FirstByteSeconds { get; set; } = 600;

    /// <summary>
    /// How long a whole call for a list of models may take, seconds, 1 to 600, default 8: just under the 10 after which Open WebUI gives up.
    /// Then the client gets 504.
    /// </summary>
    [Range(1, 600)]
    public double ModelListSeconds { get; set; } = 8;

    /// <summary>Whether calls for a list of models are recorded. Default true; false where <c>OBSERVABILITY_MODEL_LIST_HOURS</c> is 0.</summary>
    public bool KeepModelLists { get; set; } = true;

    /// <summary>WebSocket connections at a time, 1 to 100000, default 1000. Above it an upgrade is refused with 503 and the upstream is not called.</summary>
    [Range(1, 100_000)]
    public int MaxWebSockets { get; set; } = 1000;

    /// <summary>True turns every deliberate exception to byte-exactness off. Default false; set by <c>OBSERVABILITY_STRICT_BYTES</c>.</summary>
    public bool StrictBytes { get; set; }
}
