using Npgsql;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Rollups;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Sums the minutes, hours and days that are behind.</summary>
/// <param name="database">Where they are.</param>
/// <param name="settings">How long sums by minute are kept.</param>
/// <param name="time">The clock.</param>
[DisallowConcurrentExecution]
internal sealed class RollupJob([PastTheWall] NpgsqlDataSource database, Settings settings, TimeProvider time) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var pace = RollupPace.Usual with { MinutesKept = TimeSpan.FromDays(Retention.Of(settings).MinuteRollupDays) };
        context.Result = new JobReport((await new RollupRun(database, time, pace).RunAsync(cancellationToken)).Read);
    }
}
