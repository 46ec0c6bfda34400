using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Deletes what nobody needs any more and nothing else would ever delete.</summary>
/// <remarks>Some thousand rows at a time, each statement for itself: killed anywhere, the next firing goes on.</remarks>
/// <param name="database">Where it is.</param>
/// <param name="options">How many runs are kept.</param>
/// <param name="time">The clock.</param>
[DisallowConcurrentExecution]
internal sealed class CleanUpJob([PastTheWall] NpgsqlDataSource database, IOptions<JobsOptions> options, TimeProvider time) : IJob
{
    /// <summary>Rows of one transaction.</summary>
    public const int BatchRows = 5_000;

    private static readonly TimeSpan Silence = TimeSpan.FromDays(30);
    private static readonly TimeSpan RunningKept = TimeSpan.FromDays(1);
    private static readonly TimeSpan FiringsKept = TimeSpan.FromDays(7);

    // $1 how many at once, $2 its own.
    private const string OldRuns =
        """
        delete from job_runs where id = any(array(
            select id from (
                select id, row_number() over (partition by job, outcome in ('failed', 'lost') order by started_at desc, id desc) as place
                from job_runs where outcome not in ('running', 'idle')) runs
            where place > $2 limit $1))
        """;

    private const string SilentIngests = "delete from ingest_instances where id = any(array(select id from ingest_instances where seen_at < $2 limit $1))";

    // An ingest takes away its own when it starts; these are of some that never started again.
    private const string RunningNowhere =
        """
        delete from running_exchanges where (instance_id, id) in (
            select r.instance_id, r.id from running_exchanges r left join ingest_instances i on i.id = r.instance_id
            where i.seen_at is null or i.seen_at < $2 limit $1)
        """;

    // What the exchanges of a dropped day would have become or were: there is nothing left to apply it to or to undo.
    private const string ChangesOfDroppedDays =
        """
        delete from revision_changes where ctid = any(array(
            select c.ctid from revisions r join revision_changes c on c.revision_id = r.id
            where r.starts_at < $2 and c.started_at < $2 limit $1))
        """;

    private const string SessionsOfDroppedDays =
        """
        delete from conversations where (project_id, session) in (
            select project_id, session from conversations where last_at < $2 order by project_id, last_at limit $1)
        """;

    // Those of exchanges deleted one by one went with them, by trigger.
    private const string CommentsOfDroppedDays =
        "delete from exchange_notes where ctid = any(array(select ctid from exchange_notes where started_at < $2 limit $1))";

    private const string OldPlaygroundRuns =
        "delete from playground_runs where id = any(array(select id from playground_runs where created_at < $2 limit $1))";

    private const string EndedSessions = "delete from account_sessions where id = any(array(select id from account_sessions where ends_at < $2 limit $1))";

    private const string OldGuesses =
        """
        delete from sign_in_guesses where name = any(array(
            select name from sign_in_guesses where last_at < $2 and (locked_until is null or locked_until < $2) limit $1))
        """;

    private const string OldFirings = "delete from qrtz_execution_history where ctid = any(array(select ctid from qrtz_execution_history where fired_time < $2 limit $1))";

    private const string OldMisfires = "delete from qrtz_misfire_history where ctid = any(array(select ctid from qrtz_misfire_history where misfire_time < $2 limit $1))";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        context.Result = new JobReport(await RunAsync(cancellationToken));

    /// <summary>Deletes all of it; how many rows.</summary>
    public async Task<long> RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var kept = database.CreateCommand("select since from rollup_kept where level = 0");
        var horizon = (DateTime)(await kept.ExecuteScalarAsync(ct))!;
        var due = new (string What, string Sql, object Value)[]
        {
            ("runs", OldRuns, options.Value.KeepRuns),
            ("running requests", RunningNowhere, (now - RunningKept).UtcDateTime),
            ("ingests", SilentIngests, (now - Silence).UtcDateTime),
            ("changes of revisions", ChangesOfDroppedDays, horizon),
            ("conversations", SessionsOfDroppedDays, horizon),
            ("comments", CommentsOfDroppedDays, horizon),
            ("playground history", OldPlaygroundRuns, (now - Playground.KeepPlaygroundRun.Kept).UtcDateTime),
            ("sessions", EndedSessions, now.UtcDateTime),
            ("sign-in attempts", OldGuesses, (now - SignIn.SignInGuesses.Remembered).UtcDateTime),
            ("firings", OldFirings, (now - FiringsKept).UtcTicks),
            ("misfires", OldMisfires, (now - FiringsKept).UtcTicks),
        };
        return await Portions.EachAsync(due, d => d.What, (d, token) => DeleteAsync(d.Sql, d.Value, token), ct);
    }

    private async Task<long> DeleteAsync(string sql, object value, CancellationToken ct)
    {
        var deleted = 0L;
        int batch;
        do
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.Add(new() { Value = BatchRows });
            command.Parameters.Add(new() { Value = value });
            batch = await command.ExecuteNonQueryAsync(ct);
            deleted += batch;
        }
        while (batch == BatchRows);
        return deleted;
    }
}
