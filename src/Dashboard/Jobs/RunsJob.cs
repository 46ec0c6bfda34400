using Observability.Dashboard.Runs;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Drives the open runs: batches, experiments. A firing that finds some goes on for minutes; it has a thread of its own.</summary>
/// <param name="engine">Drives them.</param>
[DisallowConcurrentExecution]
internal sealed class RunsJob(RunEngine engine) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        context.Result = new JobReport(await engine.DriveAsync(cancellationToken));
}
