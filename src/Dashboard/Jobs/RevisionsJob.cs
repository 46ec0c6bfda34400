using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Dashboard.Revisions;
using Observability.Domain;
using Observability.Domain.Revisions;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Works off the revisions, a page of each in turn, so that a long one does not hold up a short one.</summary>
/// <param name="db">The tables.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where the end of a revision is told.</param>
[DisallowConcurrentExecution]
internal sealed partial class RevisionsJob([PastTheWall] ObservabilityDb db, TimeProvider time, ILogger<RevisionsJob> logger) : IJob
{
    private readonly RevisionRun _run = new(db, time);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var seen = 0L;
        while (await RoundAsync(cancellationToken) is { } rows)
        {
            seen += rows;
        }

        context.Result = new JobReport(seen);
    }

    /// <summary>One page of every revision that has something to do: how many rows were looked at; null when none has.</summary>
    public async Task<long?> RoundAsync(CancellationToken ct)
    {
        var open = await RevisionRun.Open(db.Revisions).OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).ToListAsync(ct);
        return open.Count == 0 ? null : await Portions.EachAsync(open, revision => $"revision {revision.Id}", StepAsync, ct);
    }

    private async Task<long> StepAsync(Revision revision, CancellationToken ct)
    {
        try
        {
            return await _run.StepAsync(revision.Id, ct);
        }
        catch (Exception e) when (IsPassing(e))
        {
            // Its page was rolled back and is done again, now or at the next firing.
            db.ChangeTracker.Clear();
            PutOff(e.Message, revision.Id);
            throw;
        }
#pragma warning disable CA1031 // One revision that breaks must not hold up the others; it says why, and what it did so far stays.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            db.ChangeTracker.Clear();
            Broke(e, revision.Id);
            await FailAsync(revision, e, ct);
            return 0;
        }
#pragma warning restore CA1031
    }

    private async Task FailAsync(Revision revision, Exception e, CancellationToken ct)
    {
        var stage = revision.State == RevisionState.Waiting ? RevisionState.WorkingOut : revision.State;
        await db.Revisions.Where(r => r.Id == revision.Id && r.State == revision.State).ExecuteUpdateAsync(
            r => r.SetProperty(x => x.State, RevisionState.Failed)
                .SetProperty(x => x.FailedIn, stage)
                .SetProperty(x => x.Error, $"{e.GetType().Name}: what was done until then stays. The dashboard's log says more.")
                .SetProperty(x => x.FinishedAt, time.GetUtcNow()),
            ct);
    }

    private static bool IsPassing(Exception e) => e is NpgsqlException { IsTransient: true } || e.InnerException is NpgsqlException { IsTransient: true };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revision {Id} waits: {Problem}")]
    private partial void PutOff(string problem, Guid id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Revision {Id} broke")]
    private partial void Broke(Exception exception, Guid id);
}
