using Npgsql;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Rollups;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Deletes sums by minute and by hour that are older than they are to be kept. Those by day stay for ever.</summary>
/// <remarks>First it is said from when on a level is whole, then what is older goes, some thousand rows at a time: nobody reads what is about to go.</remarks>
/// <param name="database">Where they are.</param>
/// <param name="settings">How long they are kept.</param>
/// <param name="time">The clock.</param>
[DisallowConcurrentExecution]
internal sealed class RollupRetentionJob([PastTheWall] NpgsqlDataSource database, Settings settings, TimeProvider time) : IJob
{
    /// <summary>Rows of one transaction: well within the five seconds a statement has.</summary>
    public const int BatchRows = 5_000;

    // Days that were never summed are summed from their hours, which therefore stay until they are.
    private const string MoveHours =
        """
        update rollup_kept set since = $1 where level = 2 and since < $1
            and not exists (select from rollup_dirty where bucket >= rollup_kept.since and bucket < $1)
        """;

    private const string MoveMinutes = "update rollup_kept set since = $1 where level = 1 and since < $1";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        context.Result = new JobReport(await RunAsync(cancellationToken));

    /// <summary>Deletes what is due; how many rows.</summary>
    public Task<long> RunAsync(CancellationToken ct)
    {
        var (retention, now) = (Retention.Of(settings), time.GetUtcNow());
        var due = new (RollupLevel Level, string Move, DateTimeOffset Before)[]
        {
            (RollupLevel.Minute, MoveMinutes, RollupLevels.Floor(RollupLevel.Hour, now.AddDays(-retention.MinuteRollupDays))),
            (RollupLevel.Hour, MoveHours, RollupLevels.Floor(RollupLevel.Day, now.AddDays(-retention.HourRollupDays))),
        };
        return Portions.EachAsync(due, d => RollupLevels.TableOf(d.Level), (d, token) => DeleteAsync(d.Level, d.Move, d.Before, token), ct);
    }

    private async Task<long> DeleteAsync(RollupLevel level, string move, DateTimeOffset before, CancellationToken ct)
    {
        await using (var moving = database.CreateCommand(move))
        {
            moving.Parameters.Add(new() { Value = before.UtcDateTime });
            await moving.ExecuteNonQueryAsync(ct);
        }

        var table = RollupLevels.TableOf(level);
        var deleted = 0L;
        int batch;
        do
        {
            await using var command = database.CreateCommand(
                $"""
                delete from {table} where ctid = any(array(
                    select ctid from {table} where bucket < (select since from rollup_kept where level = $1) limit $2))
                """);
            command.Parameters.Add(new() { Value = (short)level });
            command.Parameters.Add(new() { Value = BatchRows });
            batch = await command.ExecuteNonQueryAsync(ct);
            deleted += batch;
        }
        while (batch == BatchRows);
        return deleted;
    }
}
