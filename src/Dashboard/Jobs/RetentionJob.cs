using System.Globalization;
using Npgsql;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Drops the days of bodies, of texts and of exchanges that are older than they are to be kept, whole tables at a time.</summary>
/// <remarks>
/// Sums outlive their exchanges: a day goes only when nothing of it is left to be summed, and first the horizon is moved behind it
/// (rollup_kept, level 0), from which on nobody reads its exchanges or sums them. Then it is waited until nobody looks at a moment
/// before that, and only then the table goes. Texts are content as bodies are and go on the same day; behind their own horizon
/// (text_horizon) previews are searched.
/// </remarks>
/// <param name="database">Where they are.</param>
/// <param name="settings">How long they are kept.</param>
/// <param name="time">The clock.</param>
[DisallowConcurrentExecution]
internal sealed class RetentionJob([PastTheWall] NpgsqlDataSource database, Settings settings, TimeProvider time) : IJob
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    // A detaching waits for whoever is reading; new readers and writers do not wait for it.
    private const string Session = "set statement_timeout = 0; set lock_timeout = '30s'";

    private const string LeftToSum = "select count(*) from rollup_dirty where bucket >= $1 and bucket < $1 + interval '1 day'";

    private const string MoveHorizon = "update rollup_kept set since = $1 where level = 0 and since < $1";

    private const string MoveTextHorizon = "update text_horizon set since = $1 where since < $1";

    private const string StillLookedAt =
        """
        select exists (select from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and age(backend_xmin) > age($1::text::xid))
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => context.Result = await RunAsync(cancellationToken);

    /// <summary>Drops what is due. What cannot go yet is said, and left to the next time.</summary>
    /// <exception cref="PortionsFailedException">Some days could not be dropped; the others were.</exception>
    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        var (retention, now) = (Retention.Of(settings), time.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync(ct);
        await using (var session = Command(connection, Session))
        {
            await session.ExecuteNonQueryAsync(ct);
        }

        var said = new List<string>();
        var (bodies, texts, rows) = (new DayTables(connection, "exchange_bodies"), new DayTables(connection, "exchange_texts"), new DayTables(connection, "exchanges"));
        var due = new List<(DayTables Tables, string What, DateOnly Day)>();
        if (retention.BodiesFrom(now) is { } bodiesFrom)
        {
            due.AddRange((await bodies.DaysAsync(ct)).Where(d => d < bodiesFrom).Select(d => (bodies, "bodies", d)));
            due.AddRange((await texts.DaysAsync(ct)).Where(d => d < bodiesFrom).Select(d => (texts, "texts", d)));
            // Before they go, so that nobody misses both them and the previews.
            await using var move = Command(connection, MoveTextHorizon, Start(bodiesFrom));
            await move.ExecuteNonQueryAsync(ct);
        }

        if (retention.RowsFrom(now) is { } rowsFrom)
        {
            var horizon = await MoveHorizonAsync(connection, [.. (await rows.DaysAsync(ct)).Where(d => d < rowsFrom)], said, ct);
            due.AddRange((await rows.DaysAsync(ct)).Where(d => d < horizon).Select(d => (rows, "requests", d)));
        }

        var dropped = await Portions.EachAsync(due, d => $"{d.What} of {Text(d.Day)}", async (d, token) =>
        {
            var gone = await d.Tables.DropAsync(d.Day, token);
            said.Add($"{d.What} of {Text(d.Day)}: {gone} dropped");
            return gone;
        }, ct);
        return new(dropped, said.Count == 0 ? null : string.Join("; ", said));
    }

    // The first day that stays. One horizon for all: behind a day that has to wait none can go.
    private async Task<DateOnly> MoveHorizonAsync(NpgsqlConnection connection, IReadOnlyList<DateOnly> days, List<string> said, CancellationToken ct)
    {
        var horizon = days.Count == 0 ? DateOnly.MinValue : days[0];
        foreach (var day in days)
        {
            await using var command = Command(connection, LeftToSum, Start(day));
            if (await command.ExecuteScalarAsync(ct) is long left and > 0)
            {
                said.Add($"requests of {Text(day)} wait: {left} of their sums are behind");
                break;
            }

            horizon = day.AddDays(1);
        }

        if (horizon == DateOnly.MinValue || horizon == days[0])
        {
            return horizon;
        }

        await using (var move = Command(connection, MoveHorizon, Start(horizon)))
        {
            await move.ExecuteNonQueryAsync(ct);
        }

        if (await IsUnseenAsync(connection, ct))
        {
            return horizon;
        }

        said.Add($"requests before {Text(horizon)} wait: somebody has been reading for longer than {LongestWait.TotalSeconds:0} s");
        return days[0];
    }

    // Whoever looks at a moment before the horizon was moved still counts those exchanges.
    private async Task<bool> IsUnseenAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var current = Command(connection, "select pg_current_xact_id()::text");
        var moved = (string)(await current.ExecuteScalarAsync(ct))!;
        // The epoch is no part of what activity is told in.
        var xid = ((uint)ulong.Parse(moved, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(Look, time);
        while (true)
        {
            await using var command = Command(connection, StillLookedAt, xid);
            if (await command.ExecuteScalarAsync(ct) is false)
            {
                return true;
            }

            if (time.GetElapsedTime(start) > LongestWait)
            {
                return false;
            }

            await timer.WaitForNextTickAsync(ct);
        }
    }

    private static DateTime Start(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
