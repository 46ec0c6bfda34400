using Observability.Dashboard.Operations;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>
/// The one path on which every job is run: says that it begins, how it ended, and when it is tried again. Leaves out firings of a job that
/// is paused or was told to wait after it failed.
/// </summary>
/// <param name="runs">Where it is written.</param>
/// <param name="work">Counts the runs and what they took.</param>
/// <param name="time">The clock.</param>
internal sealed class RecordedRun(JobRuns runs, WorkMeter work, TimeProvider time) : IJobExecutionMiddleware
{
    /// <summary>In the data of a trigger: somebody asked for this run.</summary>
    public const string Manual = "manual";

    private const string Retries = "retries";

    // How a run ended is written even while the host stops: what has no end counts as lost.
    private static readonly CancellationToken WhateverHappens = CancellationToken.None;

    public async ValueTask Invoke(IJobExecutionContext context, JobExecutionDelegate next, CancellationToken cancellationToken)
    {
        var job = context.JobDetail.Key.Name;
        var started = new StartedRun(
            Guid.CreateVersion7(time.GetUtcNow()), job, context.Scheduler.SchedulerInstanceId, context.MergedJobDataMap.ContainsKey(Manual),
            context.ScheduledFireTimeUtc ?? context.FireTimeUtc);
        if (await runs.BeginAsync(started, cancellationToken) is not { } attempt)
        {
            return;
        }

        try
        {
            await work.JobAsync(job, token => next(context, token), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await runs.LoseAsync(started.Id, WhateverHappens);
            throw;
        }
        catch (Exception e)
        {
            var retryAt = time.GetUtcNow() + Backoff.After(attempt, Random.Shared.NextDouble());
            await runs.FailAsync(started.Id, e, retryAt, WhateverHappens);
            await RetryAsync(context, retryAt);
            throw;
        }

        await runs.EndAsync(started, attempt, context.Result switch { JobReport report => report, long rows => new(rows), _ => null }, WhateverHappens);
    }

    // A job that fires often comes by itself; one that does not gets a firing of its own.
    private static async Task RetryAsync(IJobExecutionContext context, DateTimeOffset at)
    {
        if (context.NextFireTimeUtc is { } regular && regular < at)
        {
            return;
        }

        var retry = TriggerBuilder.Create().ForJob(context.JobDetail).WithIdentity(context.JobDetail.Key.Name, Retries).StartAt(at).Build();
        await context.Scheduler.ScheduleTrigger(retry, TriggerConflict.Replace, WhateverHappens);
    }
}
