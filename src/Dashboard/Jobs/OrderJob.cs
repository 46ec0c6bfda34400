using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Runs a job now, pauses or resumes it.</summary>
/// <param name="Name">The job.</param>
/// <param name="Order">What is to be done.</param>
[Requires(Access.Admin)]
public sealed record OrderJob(string Name, JobOrder Order) : IRequest<OrderedJob>;

/// <summary>What can be asked of a job.</summary>
public enum JobOrder
{
    /// <summary>Run once, now, also while it is paused.</summary>
    Run,

    /// <summary>Fire no more until it is resumed; a run under way ends.</summary>
    Pause,

    /// <summary>Fire again when its time comes.</summary>
    Resume,
}

/// <summary>What came of it.</summary>
/// <param name="Job">As it is now; null when there is no such job.</param>
/// <param name="Refusal">Why that cannot be done now; null when it was, or was so already.</param>
public sealed record OrderedJob(JobStatus? Job, string? Refusal);

internal sealed class OrderJobHandler(ObservabilityDb db, Caller caller, ISchedulerFactory schedulers, TimeProvider time) : IRequestHandler<OrderJob, OrderedJob>
{
    public async Task<OrderedJob> Handle(OrderJob request, CancellationToken cancellationToken)
    {
        if (Schedule.Jobs.All(j => j.Name != request.Name))
        {
            return new(null, null);
        }

        var refusal = request.Order switch
        {
            JobOrder.Run => await RunAsync(request.Name, cancellationToken),
            JobOrder.Pause => await PauseAsync(request.Name, cancellationToken),
            JobOrder.Resume => await ResumeAsync(request.Name, cancellationToken),
        };
        return new((await JobStatus.OfAsync(db, [request.Name], time.GetUtcNow(), cancellationToken))[0], refusal);
    }

    private async Task<string?> RunAsync(string name, CancellationToken ct)
    {
        if ((await JobStatus.OfAsync(db, [name], time.GetUtcNow(), ct))[0].Running is not null)
        {
            return JobsText.RunsAlready;
        }

        // First the log: a run that nobody ordered would be worse than an order that came to nothing.
        await SaveAsync("job.run", name, ct);
        var scheduler = await schedulers.GetScheduler(ct);
        await scheduler.TriggerJob(new JobKey(name), new JobDataMap { [RecordedRun.Manual] = "true" }, ct);
        return null;
    }

    private async Task<string?> PauseAsync(string name, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var paused = await db.Database.ExecuteSqlAsync(
            $"insert into job_pauses (job, paused_at, paused_by) values ({name}, {time.GetUtcNow().UtcDateTime}, {caller.Name}) on conflict do nothing", ct);
        return await LogAsync(transaction, paused, "job.paused", name, ct);
    }

    private async Task<string?> ResumeAsync(string name, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await LogAsync(transaction, await db.JobPauses.Where(p => p.Job == name).ExecuteDeleteAsync(ct), "job.resumed", name, ct);
    }

    private async Task<string?> LogAsync(Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, int changed, string what, string name, CancellationToken ct)
    {
        if (changed > 0)
        {
            await SaveAsync(what, name, ct);
        }

        await transaction.CommitAsync(ct);
        return null;
    }

    private async Task SaveAsync(string what, string name, CancellationToken ct)
    {
        AuditLog.Add(db, caller, time.GetUtcNow(), (what, name), new { });
        await db.SaveChangesAsync(ct);
    }
}
