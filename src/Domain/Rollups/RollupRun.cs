using System.Data;
using Npgsql;

namespace Observability.Domain.Rollups;

/// <summary>What a run did.</summary>
/// <param name="Minutes">Minutes summed.</param>
/// <param name="Hours">Hours summed.</param>
/// <param name="Days">Days summed.</param>
/// <param name="Read">Exchanges and sums read for them.</param>
public readonly record struct RollupWork(int Minutes, int Hours, int Days, long Read)
{
    /// <summary>Nothing was behind.</summary>
    public bool IsNone => this == default;

    /// <summary>Both together.</summary>
    public static RollupWork operator +(RollupWork a, RollupWork b) => new(a.Minutes + b.Minutes, a.Hours + b.Hours, a.Days + b.Days, a.Read + b.Read);
}

/// <summary>When buckets are summed.</summary>
/// <param name="MinutesKept">How far back sums by minute are kept: older minutes are not made any more, their hours are summed from their exchanges.</param>
/// <param name="HourPatience">How long an hour that is over waits after it was marked, so that stragglers do not have it summed again for each.</param>
/// <param name="DayPatience">The same for a day.</param>
public sealed record RollupPace(TimeSpan MinutesKept, TimeSpan HourPatience, TimeSpan DayPatience)
{
    /// <summary>Three days of minutes; hours wait two minutes, days ten.</summary>
    public static RollupPace Usual { get; } = new(TimeSpan.FromDays(3), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10));
}

/// <summary>Sums anew, whole, the buckets that are behind: minutes from exchanges, hours that are over from exchanges, days that are over from hours.</summary>
/// <remarks>
/// A step is one transaction that sees one moment: it reads the marks of that moment, sums what is there at that moment, and takes away those very
/// marks. What is written meanwhile brings a mark of its own, which stays. Killed anywhere, nothing has changed; run twice, or by two at once, the
/// result is the same, because nothing is ever added to what was there: of two that meet at a mark, the later one's transaction is refused.
/// Memory is bounded by <see cref="RowsOfStep"/> and the places of one bucket.
/// </remarks>
/// <param name="database">Where the tables are.</param>
/// <param name="time">The clock.</param>
/// <param name="pace">When buckets are summed.</param>
public sealed class RollupRun(NpgsqlDataSource database, TimeProvider time, RollupPace pace)
{
    /// <summary>A step begins no other bucket once it has read this many exchanges or sums.</summary>
    public const int RowsOfStep = 50_000;

    private const int BucketsOfStep = 500;
    private const long OneAtATime = 727102;

    /// <summary>
    /// Works until nothing is left to do that was behind when it began. What falls behind meanwhile is left to the next run: the minute that is being
    /// written would otherwise be summed again and again, and hours never.
    /// </summary>
    public async Task<RollupWork> RunAsync(CancellationToken ct)
    {
        var begun = await NowAsync(ct);
        var done = default(RollupWork);
        while (true)
        {
            var step = await StepAsync(begun, ct);
            if (step.IsNone)
            {
                return done;
            }

            done += step;
        }
    }

    /// <summary>One step at the lowest level that has something to do; none when nothing has, or when another process is at it.</summary>
    public Task<RollupWork> StepAsync(CancellationToken ct) => StepAsync(DateTimeOffset.MaxValue, ct);

    // Minutes that were marked after the moment are left alone.
    private async Task<RollupWork> StepAsync(DateTimeOffset markedBefore, CancellationToken ct)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            foreach (var level in new[] { RollupLevel.Minute, RollupLevel.Hour, RollupLevel.Day })
            {
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
                if (!await IsOursAsync(connection, ct))
                {
                    return default;
                }

                await ExecuteAsync(connection, "set local statement_timeout = 0", ct);

                var (buckets, read) = await SumAsync(connection, level, markedBefore, ct);
                await transaction.CommitAsync(ct);
                if (buckets > 0)
                {
                    return level switch
                    {
                        RollupLevel.Minute => new(buckets, 0, 0, read),
                        RollupLevel.Hour => new(0, buckets, 0, read),
                        _ => new(0, 0, buckets, read),
                    };
                }
            }
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SerializationFailure)
        {
            // Another process took the same marks first; what it left is found at the next step.
        }

        return default;
    }

    private async Task<(int Buckets, long Read)> SumAsync(NpgsqlConnection connection, RollupLevel level, DateTimeOffset markedBefore, CancellationToken ct)
    {
        if (level == RollupLevel.Minute)
        {
            await LeaveOldMinutesAsync(connection, ct);
        }

        var since = await SinceAsync(connection, ct);
        var sums = new List<BucketSums>();
        var read = 0L;
        foreach (var (project, bucket) in await RipeAsync(connection, level, markedBefore, ct))
        {
            var sum = new BucketSums(project, level, bucket);
            if (level == RollupLevel.Day && bucket >= since[(int)RollupLevel.Hour])
            {
                await sum.AddSumsAsync(connection, ct);
            }
            else
            {
                await sum.AddRowsAsync(connection, ct);
            }

            sums.Add(sum);
            read += sum.Read;
            if (read >= RowsOfStep)
            {
                break;
            }
        }

        if (sums.Count > 0)
        {
            await BucketSums.ReplaceAsync(connection, level, sums, ct);
            await PassOnAsync(connection, level, sums, ct);
        }

        return (sums.Count, read);
    }

    private async Task LeaveOldMinutesAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await ExecuteAsync(connection, RollupSql.MoveMinutes, ct, RollupLevels.Floor(RollupLevel.Hour, now - pace.MinutesKept));
        await ExecuteAsync(connection, RollupSql.DropMarksOfDroppedRows, ct);
        await ExecuteAsync(connection, RollupSql.RaiseMinutes, ct, now);
        await ExecuteAsync(connection, RollupSql.RaiseHours, ct, now);
    }

    private async Task<List<(Guid Project, DateTimeOffset Bucket)>> RipeAsync(
        NpgsqlConnection connection, RollupLevel level, DateTimeOffset markedBefore, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var before = level switch
        {
            RollupLevel.Minute => markedBefore,
            RollupLevel.Hour => now - pace.HourPatience,
            _ => now - pace.DayPatience,
        };
        await using var command = Of(connection, RollupSql.Ripe, (short)level, RollupLevels.LengthOf(level), now, before, BucketsOfStep);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ripe = new List<(Guid, DateTimeOffset)>();
        while (await reader.ReadAsync(ct))
        {
            ripe.Add((reader.GetGuid(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, ct)));
        }

        return ripe;
    }

    // What was summed is no longer behind; what it is part of is.
    private async Task PassOnAsync(NpgsqlConnection connection, RollupLevel level, List<BucketSums> sums, CancellationToken ct)
    {
        Guid[] projects = [.. sums.Select(s => s.Project)];
        await ExecuteAsync(connection, RollupSql.Unmark, ct, (short)level, projects, sums.Select(s => s.Bucket).ToArray());
        if (level < RollupLevel.Day)
        {
            var wholes = sums.Select(s => (s.Project, Bucket: RollupLevels.Floor(level + 1, s.Bucket))).Distinct().ToList();
            await ExecuteAsync(
                connection, RollupSql.Mark, ct, (short)(level + 1), wholes.Select(w => w.Project).ToArray(), wholes.Select(w => w.Bucket).ToArray(), time.GetUtcNow());
        }
    }

    private async Task<DateTimeOffset> NowAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(RollupSql.Now);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return await reader.GetFieldValueAsync<DateTimeOffset>(0, ct);
    }

    private static async Task<List<DateTimeOffset>> SinceAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = Of(connection, RollupSql.Since);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var since = new List<DateTimeOffset>();
        while (await reader.ReadAsync(ct))
        {
            since.Add(await reader.GetFieldValueAsync<DateTimeOffset>(0, ct));
        }

        return since;
    }

    private static async Task<bool> IsOursAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = Of(connection, "select pg_try_advisory_xact_lock($1)", OneAtATime);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Of(connection, sql, values);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlCommand Of(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
