using Npgsql;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Takes away the rows of projects that were deleted, and at last the projects.</summary>
/// <remarks>
/// Some hundred exchanges at a time, each statement for itself: killed anywhere, the next firing goes on. A project opens nothing from the moment it
/// is deleted; its row stays for <see cref="Kept"/>, because what an ingest has in its spool may come after it. The audit log stays.
/// </remarks>
/// <param name="database">Where they are.</param>
/// <param name="time">The clock.</param>
[DisallowConcurrentExecution]
internal sealed class RemoveProjectsJob([PastTheWall] NpgsqlDataSource database, TimeProvider time) : IJob
{
    /// <summary>How long after its deletion a project is looked after.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    // With their bodies, which may be megabytes each.
    private const int ExchangesAtOnce = 500;

    private const int RowsAtOnce = 5_000;

    private const string Session = "set statement_timeout = '60s'";

    private const string Deleted = "select id, deleted_at from projects where deleted_at is not null order by deleted_at";

    // What belongs to exchanges and is not theirs by trigger goes in the same statement.
    private const string Exchanges =
        """
        with gone as (
            delete from exchanges where (id, started_at) in (
                select id, started_at from exchanges where project_id = $1 order by started_at limit $2)
            returning id, started_at),
        bodies as (delete from exchange_bodies b using gone g where b.id = g.id and b.started_at = g.started_at and b.project_id = $1),
        texts as (delete from exchange_texts t using gone g where t.id = g.id and t.started_at = g.started_at and t.project_id = $1)
        select count(*) from gone
        """;

    // Tables whose rows hang on nothing that goes with the project.
    private static readonly string[] Loose =
        ["conversations", "exchange_notes", "prompt_uses", "dataset_rows", "usage_by_minute", "usage_by_hour", "usage_by_day", "rollup_dirty", "users", "user_ids", "running_exchanges"];

    // A day later nothing is left that says no: what it configured goes with it.
    private const string Project = "delete from projects where id = $1 and deleted_at <= $2 and not exists (select from exchanges where project_id = $1)";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        context.Result = new JobReport(await RunAsync(cancellationToken));

    /// <summary>Takes away what is there; how many rows.</summary>
    public async Task<long> RunAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using (var session = new NpgsqlCommand(Session, connection))
        {
            await session.ExecuteNonQueryAsync(ct);
        }

        var projects = new List<(Guid Id, DateTime At)>();
        await using (var command = new NpgsqlCommand(Deleted, connection))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                projects.Add((reader.GetGuid(0), reader.GetDateTime(1)));
            }
        }

        return await Portions.EachAsync(projects, p => p.Id.ToString(), (p, token) => RemoveAsync(connection, p.Id, token), ct);
    }

    private async Task<long> RemoveAsync(NpgsqlConnection connection, Guid project, CancellationToken ct)
    {
        var removed = await AllAsync(connection, Exchanges, project, ExchangesAtOnce, ct);
        foreach (var table in Loose)
        {
            removed += await AllAsync(
                connection,
                $"with gone as (delete from {table} where ctid = any(array(select ctid from {table} where project_id = $1 limit $2)) returning 1) select count(*) from gone",
                project, RowsAtOnce, ct);
        }

        await using var last = new NpgsqlCommand(Project, connection);
        last.Parameters.Add(new() { Value = project });
        last.Parameters.Add(new() { Value = (time.GetUtcNow() - Kept).UtcDateTime });
        return removed + await last.ExecuteNonQueryAsync(ct);
    }

    private static async Task<long> AllAsync(NpgsqlConnection connection, string sql, Guid project, int atOnce, CancellationToken ct)
    {
        var (all, some) = (0L, 0L);
        do
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.Add(new() { Value = project });
            command.Parameters.Add(new() { Value = atOnce });
            some = (long)(await command.ExecuteScalarAsync(ct))!;
            all += some;
        }
        while (some == atOnce);
        return all;
    }
}
