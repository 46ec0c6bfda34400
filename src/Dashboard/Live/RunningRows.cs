using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Live;

/// <summary>What the table of running requests says, but for rows of ingests that have fallen silent: theirs nobody takes away.</summary>
internal static class RunningRows
{
    /// <summary>Most rows that are looked at.</summary>
    public const int Most = 1_000;

    // An ingest renews its word every five seconds.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>The requests of a project that run, newest first.</summary>
    public static Task<List<RunningExchange>> ReadAsync(ObservabilityDb db, Guid project, DateTimeOffset now, CancellationToken ct)
    {
        var alive = now - Silence;
        return db.RunningExchanges
            .Where(r => r.ProjectId == project && db.IngestInstances.Any(i => i.Id == r.InstanceId && i.SeenAt > alive))
            .OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id)
            .Take(Most).ToListAsync(ct);
    }
}
