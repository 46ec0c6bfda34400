using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Observability.Dashboard.Exchanges;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>
/// Sees to it that every exchange whose bodies are kept has its searched words: those stored before there were any get them, the newest first, and
/// so do those that an older ingest still writes. How far that goes is in text_horizon.
/// </summary>
/// <remarks>A batch and the mark behind it are two statements: killed between them, the batch is found done by the next.</remarks>
/// <param name="database">Where they are.</param>
/// <param name="db">The same, for rows.</param>
/// <param name="time">The clock.</param>
[DisallowConcurrentExecution]
internal sealed class TextsJob([PastTheWall] NpgsqlDataSource database, [PastTheWall] ObservabilityDb db, TimeProvider time) : IJob
{
    /// <summary>Exchanges of one batch.</summary>
    public const int BatchRows = 200;

    private const int MaxBatches = 50;

    // Who began before may still be writing.
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(1);

    private const string Newest = "select max(started_at) from exchanges where started_at < $1";

    private const string Begin = "update text_horizon set since = $1, until = $1 where until = 'infinity'";

    // Nobody else moves the end; retention moves the beginning.
    private const string MoveEnd = "update text_horizon set until = $1 where until < $1";

    private const string MoveBeginning = "update text_horizon set since = $1 where since = $2";

    private readonly StoredTexts _texts = new(db);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        context.Result = new JobReport(await RunAsync(MaxBatches, cancellationToken));

    /// <summary>Makes the words of at most so many batches; of how many exchanges they were.</summary>
    public async Task<long> RunAsync(int batches, CancellationToken ct)
    {
        var end = time.GetUtcNow().UtcDateTime - Lag;
        await ExecuteAsync(Begin, ct, end);
        var (since, until) = await HorizonAsync(ct);
        var made = 0L;
        while (until < end && batches-- > 0)
        {
            var rows = await FillAsync(until, end, ct);
            made += rows.Count;
            if (rows.Count < BatchRows)
            {
                await ExecuteAsync(MoveEnd, ct, end);
                break;
            }
        }

        return made + await BackAsync(since, batches, ct);
    }

    private async Task<long> BackAsync(DateTime since, int batches, CancellationToken ct)
    {
        var made = 0L;
        DateTime? kept = null;
        while (since > DateTime.MinValue && batches-- > 0)
        {
            // Day by day, so that each statement is planned for one partition.
            var newest = since.TimeOfDay == TimeSpan.Zero || made == 0 ? await NewestAsync(since, ct) : since;
            kept ??= await OldestKeptAsync(ct);
            var (next, count) = (DateTime.MinValue, 0);
            if (newest is { } at && at < kept)
            {
                break;
            }

            if (newest is { } last)
            {
                var rows = await FillAsync(last.Date, since, ct);
                (next, count) = (rows.Count < BatchRows ? DateTime.SpecifyKind(last.Date, DateTimeKind.Utc) : rows[^1].StartedAt.UtcDateTime.AddMicroseconds(1), rows.Count);
            }

            if (await ExecuteAsync(MoveBeginning, ct, next, since) == 0)
            {
                break;
            }

            (since, made) = (next, made + count);
        }

        return made;
    }

    // The newest that have no words yet.
    private async Task<List<Exchange>> FillAsync(DateTime from, DateTime to, CancellationToken ct)
    {
        var (first, end) = (new DateTimeOffset(DateTime.SpecifyKind(from, DateTimeKind.Utc)), new DateTimeOffset(DateTime.SpecifyKind(to, DateTimeKind.Utc)));
        var rows = await db.Exchanges
            .Where(e => e.StartedAt >= first && e.StartedAt < end && !db.ExchangeTexts.Any(t => t.Id == e.Id && t.StartedAt == e.StartedAt && t.StartedAt >= first && t.StartedAt < end))
            .OrderByDescending(e => e.StartedAt).ThenByDescending(e => e.Id).Take(BatchRows).ToListAsync(ct);
        await _texts.WriteAsync(rows, ct);
        return rows;
    }

    private async Task<(DateTime Since, DateTime Until)> HorizonAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand("select since, until from text_horizon");
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetDateTime(0), reader.GetDateTime(1));
    }

    private async Task<DateTime?> NewestAsync(DateTime before, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Newest);
        Add(command, before);
        return await command.ExecuteScalarAsync(ct) as DateTime?;
    }

    // What is older lost its bodies to retention, and its words are not to come back.
    private async Task<DateTime> OldestKeptAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await new DayTables(connection, "exchange_bodies").DaysAsync(ct) is [var oldest, ..]
            ? oldest.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)
            : DateTime.MaxValue;
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken ct, params DateTime[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            Add(command, value);
        }

        return await command.ExecuteNonQueryAsync(ct);
    }

    private static void Add(NpgsqlCommand command, DateTime value) =>
        command.Parameters.Add(new() { Value = DateTime.SpecifyKind(value, DateTimeKind.Utc), NpgsqlDbType = NpgsqlDbType.TimestampTz });
}
