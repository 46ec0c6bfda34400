using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Observability.Dashboard.Prompts;
using Observability.Domain;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>
/// Tells which requests were made from which version of a prompt: those that name one, and those that say what one says. Goes through what has
/// started since it looked last; each half hour also through what took long, and came after it had passed (docs/decisions/0027).
/// </summary>
/// <param name="database">Where they are.</param>
/// <param name="db">The same, for rows.</param>
/// <param name="time">The clock.</param>
[DisallowConcurrentExecution]
internal sealed class PromptUsesJob([PastTheWall] NpgsqlDataSource database, [PastTheWall] ObservabilityDb db, TimeProvider time) : IJob
{
    /// <summary>How far back a version is looked for when it is new.</summary>
    public static readonly TimeSpan LookedBack = TimeSpan.FromHours(24);

    private const int LongLookEvery = 30;
    private const int MostBatches = 20;

    // Who began before may still be writing; who took nearly as long came after the look, and is looked for once more.
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan LongLook = TimeSpan.FromHours(6);

    private const string Until = "select until from prompt_looks where project_id = $1";

    // A version that was made meanwhile has moved the mark back, and then it stays where it is.
    private const string Move =
        """
        insert into prompt_looks (project_id, until) values ($1, $2)
        on conflict (project_id) do update set until = excluded.until where prompt_looks.until = $3
        """;

    // Days of exchanges are dropped as whole tables, and tell nobody.
    private const string Erase =
        "delete from prompt_uses where (started_at, exchange_id) in (select started_at, exchange_id from prompt_uses where started_at < $1 order by started_at limit 20000)";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        context.Result = new JobReport(await RunAsync(time.GetUtcNow().Minute % LongLookEvery == 0, cancellationToken));

    /// <summary>Looks through what is new in every project with prompts, with <paramref name="longLook"/> also for what came late; how many requests it told.</summary>
    public async Task<long> RunAsync(bool longLook, CancellationToken ct)
    {
        if (longLook)
        {
            await EraseAsync(ct);
        }

        var projects = await db.Prompts.Select(p => p.ProjectId).Distinct().ToListAsync(ct);
        return await Portions.EachAsync(projects, project => $"project {project}", (project, token) => LookAsync(project, longLook, token), ct);
    }

    private async Task<long> LookAsync(Guid project, bool longLook, CancellationToken ct)
    {
        var search = new PromptUseSearch(database, project, await KnownPrompts.OfAsync(db, project, ct));
        var end = time.GetUtcNow() - Lag;
        var (told, batches) = (0L, MostBatches);
        var stored = await UntilAsync(project, ct);
        for (var until = stored ?? end - LookedBack; until < end && batches-- > 0;)
        {
            var (found, next) = await search.LookAsync((until, end), TimeSpan.Zero, ct);
            told += found;
            if (!await MoveAsync(project, next, until, ct))
            {
                break;
            }

            until = next;
        }

        for (var late = end - LongLook; longLook && late < end && batches-- > 0;)
        {
            var (found, next) = await search.LookAsync((late, end), Late, ct);
            (told, late) = (told + found, next);
        }

        return told;
    }

    private async Task EraseAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (await new DayTables(connection, "exchanges").DaysAsync(ct) is not [var oldest, ..])
        {
            return;
        }

        await using var command = new NpgsqlCommand(Erase, connection);
        command.Parameters.Add(new() { Value = oldest.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<DateTimeOffset?> UntilAsync(Guid project, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Until);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = project });
        return await command.ExecuteScalarAsync(ct) is DateTime until ? new DateTimeOffset(until, TimeSpan.Zero) : null;
    }

    private async Task<bool> MoveAsync(Guid project, DateTimeOffset to, DateTimeOffset from, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Move);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = project });
        command.Parameters.Add(new() { Value = to.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = from.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }
}
