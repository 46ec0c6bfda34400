using Npgsql;
using Observability.Domain.Rollups;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Sums the minutes, hours and days that are behind.</summary>
/// <param name="database">Where they are.</param>
/// <param name="time">The clock.</param>
[DisallowConcurrentExecution]
internal sealed class RollupJob(NpgsqlDataSource database, TimeProvider time) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        context.Result = new JobReport((await new RollupRun(database, time, RollupPace.Usual).RunAsync(cancellationToken)).Read);
}
