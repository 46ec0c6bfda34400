using Npgsql;

namespace Observability.Dashboard.Jobs;

/// <summary>A run about to begin.</summary>
/// <param name="Id">Of its row.</param>
/// <param name="Job">The job.</param>
/// <param name="Instance">The dashboard.</param>
/// <param name="IsManual">Whether somebody asked for it.</param>
/// <param name="DueAt">When it should have begun.</param>
internal sealed record StartedRun(Guid Id, string Job, string Instance, bool IsManual, DateTimeOffset DueAt);

/// <summary>Writes what jobs do into job_runs.</summary>
/// <remarks>
/// No job runs twice at once, so a row that says "running" when its job begins anew is of a dashboard that stopped or died: that is how lost
/// runs are found.
/// </remarks>
/// <param name="database">Where they are.</param>
/// <param name="time">The clock.</param>
internal sealed class JobRuns([PastTheWall] NpgsqlDataSource database, TimeProvider time)
{
    private const int MostText = 1000;

    // A retry that was ordered for a moment may be fired by a dashboard whose clock is a little behind.
    private const string Begin =
        """
        with lost as (
            update job_runs set outcome = 'lost', finished_at = $6, error = 'The dashboard that ran it died, or lost the database, before it ended.'
            where job = $2 and outcome = 'running'
        ), last as (
            select outcome, attempt, next_retry_at from job_runs where job = $2 order by started_at desc, id desc limit 1
        ), begun as (
            select coalesce((select attempt + 1 from last where outcome in ('failed', 'lost', 'running')), 1) as attempt
            where $4 or not exists (select from job_pauses where job = $2)
                and not exists (select from last where outcome = 'failed' and next_retry_at > $6::timestamptz + interval '2 seconds')
        )
        insert into job_runs (id, job, instance, trigger, due_at, started_at, outcome, attempt, times)
        select $1, $2, $3, case when $4 then 'manual' when attempt > 1 then 'retry' else 'scheduled' end, $5, $6, 'running', attempt, 1 from begun
        returning attempt
        """;

    private const string Idle =
        """
        with renewed as (
            update job_runs r set instance = n.instance, due_at = n.due_at, started_at = n.started_at, finished_at = $2,
                times = case when i.interrupted then 1 else r.times + 1 end,
                idle_since = case when i.interrupted then n.started_at else r.idle_since end
            from job_runs n cross join lateral (
                select exists (select from job_runs o where o.job = n.job and o.id <> n.id and o.outcome <> 'idle'
                    and o.started_at > (select started_at from job_runs where job = n.job and outcome = 'idle')) as interrupted
            ) i
            where n.id = $1 and r.job = n.job and r.outcome = 'idle'
            returning r.job
        ), gone as (
            delete from job_runs where id = $1 and exists (select from renewed)
        )
        update job_runs set outcome = 'idle', finished_at = $2, rows = 0, idle_since = started_at where id = $1 and not exists (select from renewed)
        """;

    /// <summary>Notes that a run begins; which try it is, or null when this firing is to be left out.</summary>
    public async Task<int?> BeginAsync(StartedRun run, CancellationToken ct)
    {
        await using var command = Command(Begin, run.Id, run.Job, run.Instance, run.IsManual, run.DueAt.UtcDateTime, Now);
        return await command.ExecuteScalarAsync(ct) as int?;
    }

    /// <summary>Notes that it ended well. A scheduled firing that found nothing to do joins the others of its kind.</summary>
    /// <param name="run">The run.</param>
    /// <param name="attempt">Which try it was: the first good one after a failure is kept, it says when the trouble ended.</param>
    /// <param name="report">What the job says; null = nothing.</param>
    /// <param name="ct">Gives up.</param>
    public Task EndAsync(StartedRun run, int attempt, JobReport? report, CancellationToken ct) => report is { Rows: 0, Note: null } && attempt == 1 && !run.IsManual
        ? ExecuteAsync(Idle, ct, run.Id, Now)
        : ExecuteAsync(
            "update job_runs set outcome = 'done', finished_at = $2, rows = $3, note = $4, error = null where id = $1",
            ct, run.Id, Now, report?.Rows, Bounded(report?.Note));

    /// <summary>Notes that it threw, and when it may be tried again.</summary>
    public Task FailAsync(Guid id, Exception why, DateTimeOffset retryAt, CancellationToken ct) => ExecuteAsync(
        "update job_runs set outcome = 'failed', finished_at = $2, error = $3, next_retry_at = $4 where id = $1",
        ct, id, Now, Bounded(MessageOf(why)), retryAt.UtcDateTime);

    /// <summary>Notes that the dashboard stopped before the run had ended.</summary>
    public Task LoseAsync(Guid id, CancellationToken ct) => ExecuteAsync(
        "update job_runs set outcome = 'lost', finished_at = $2, error = 'The dashboard was stopped.' where id = $1", ct, id, Now);

    /// <summary>What went wrong, without what a database says of the values.</summary>
    public static string MessageOf(Exception why) => why switch
    {
        PostgresException e => $"{e.SqlState}: {e.MessageText}",
        _ => why.Message,
    };

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static string? Bounded(string? text) => text?.Length > MostText ? text[..MostText] + "…" : text;

    private async Task ExecuteAsync(string sql, CancellationToken ct, params object?[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(ct);
    }

    private NpgsqlCommand Command(string sql, params object?[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
