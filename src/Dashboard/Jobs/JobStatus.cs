using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Jobs;

namespace Observability.Dashboard.Jobs;

/// <summary>A job: what it is doing, what it did last, when it is next.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Running">The run under way; null = it is not running.</param>
/// <param name="Last">The latest run that ended; null = it never ran.</param>
/// <param name="NextAt">When it is run next; null = paused, or not in the schedule yet.</param>
/// <param name="Pause">Since when it is paused, and by whom; null = it is not.</param>
/// <param name="Average">Of its kept runs that did something; null = there is none.</param>
/// <param name="Failures">Runs that failed or were lost in the last seven days.</param>
public sealed record JobStatus(string Name, JobRun? Running, JobRun? Last, DateTimeOffset? NextAt, JobPause? Pause, TimeSpan? Average, long Failures)
{
    /// <summary>Whether its last run failed and none has gone well since.</summary>
    public bool IsFailing => Last?.Outcome == JobOutcome.Failed;

    /// <summary>The status of these jobs, in their order.</summary>
    internal static async Task<IReadOnlyList<JobStatus>> OfAsync(ObservabilityDb db, IReadOnlyList<string> names, DateTimeOffset now, CancellationToken ct)
    {
        var jobs = names.ToArray();
        var weekAgo = now.AddDays(-7);
        var running = (await db.JobRuns.Where(r => r.Outcome == JobOutcome.Running && jobs.Contains(r.Job)).ToListAsync(ct)).ToLookup(r => r.Job, StringComparer.Ordinal);
        var last = await db.JobRuns.FromSql(
            $"""
            select r.* from unnest({jobs}) as j (name) cross join lateral (
                select * from job_runs where job = j.name and outcome <> 'running' order by started_at desc, id desc limit 1) r
            """).ToDictionaryAsync(r => r.Job, StringComparer.Ordinal, ct);
        var figures = await db.Database.SqlQuery<Figures>(
            $"""
            select job as "Job", extract(epoch from avg(finished_at - started_at) filter (where outcome = 'done'))::double precision as "AverageSeconds",
                count(*) filter (where outcome in ('failed', 'lost') and started_at >= {weekAgo}) as "Failures"
            from job_runs where job = any({jobs}) group by job
            """).ToDictionaryAsync(f => f.Job, StringComparer.Ordinal, ct);
        var next = await db.Database.SqlQuery<Firing>(
            $"""
            select job_name as "Job", min(next_fire_time) as "Ticks" from qrtz_triggers
            where sched_name = {Schedule.Name} and job_name = any({jobs}) and next_fire_time > 0 group by job_name
            """).ToDictionaryAsync(f => f.Job, StringComparer.Ordinal, ct);
        var pauses = await db.JobPauses.Where(p => jobs.Contains(p.Job)).ToDictionaryAsync(p => p.Job, StringComparer.Ordinal, ct);
        return [.. jobs.Select(job =>
        {
            var (ended, pause, sums) = (last.GetValueOrDefault(job), pauses.GetValueOrDefault(job), figures.GetValueOrDefault(job));
            return new JobStatus(
                job, running[job].MaxBy(r => r.StartedAt), ended, pause is null ? Next(next.GetValueOrDefault(job), ended) : null, pause,
                sums?.AverageSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, sums?.Failures ?? 0);
        })];
    }

    // Firings before the next try are left out.
    private static DateTimeOffset? Next(Firing? firing, JobRun? last) => firing is null ? null :
        last is { Outcome: JobOutcome.Failed, NextRetryAt: { } retry } && retry.UtcTicks > firing.Ticks ? retry : new DateTimeOffset(firing.Ticks, TimeSpan.Zero);

    private sealed record Figures(string Job, double? AverageSeconds, long Failures);

    private sealed record Firing(string Job, long Ticks);
}
