using System.Globalization;
using Npgsql;

namespace Observability.Dashboard.Jobs;

/// <summary>The tables of one day each that exchanges, their bodies and their texts lie in, and how one is taken away without anybody waiting for it.</summary>
/// <remarks>
/// Detached concurrently, then dropped. Each step can be the last before a kill: what is pending is finished, what is detached is dropped, by
/// whoever comes next. A writer that brings a late exchange of that day meanwhile attaches the table again (make_exchange_partitions); it is
/// then left to the next time.
/// </remarks>
/// <param name="connection">Without a limit on statements; outside a transaction.</param>
/// <param name="parent"><c>exchanges</c>, <c>exchange_bodies</c> or <c>exchange_texts</c>.</param>
internal sealed class DayTables(NpgsqlConnection connection, string parent)
{
    // The same lock as make_exchange_partitions takes.
    private const string Lock = "select pg_advisory_xact_lock(727101)";
    private const string DayFormat = "yyyyMMdd";

    private const string Days =
        """
        select right(c.relname, 8) from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname ~ ('^' || $1 || '_\d{8}$')
        order by c.relname
        """;

    private const string Detaching = "select inhdetachpending from pg_inherits where inhparent = $1::regclass and inhrelid = to_regclass($2)";

    /// <summary>The days there are tables of, detached ones included, the oldest first.</summary>
    public async Task<IReadOnlyList<DateOnly>> DaysAsync(CancellationToken ct)
    {
        var days = new List<DateOnly>();
        await using var command = Command(Days, parent);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (DateOnly.TryParseExact(reader.GetString(0), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                days.Add(day);
            }
        }

        return days;
    }

    /// <summary>Takes the table of a day away; how many rows went with it.</summary>
    /// <exception cref="PostgresException">Somebody uses it for longer than the lock timeout: to be done next time.</exception>
    public async Task<long> DropAsync(DateOnly day, CancellationToken ct)
    {
        var table = NameOf(day);
        switch (await DetachingAsync(table, ct))
        {
            case false:
                await ExecuteAsync($"alter table {parent} detach partition {table} concurrently", ct);
                break;
            case true:
                await ExecuteAsync($"alter table {parent} detach partition {table} finalize", ct);
                break;
            case null:
                break;
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(Lock, ct);
        if (await DetachingAsync(table, ct) is not null)
        {
            return 0;
        }

        await using var count = Command($"select count(*) from {table}");
        var rows = (long)(await count.ExecuteScalarAsync(ct))!;
        await ExecuteAsync($"drop table {table}", ct);
        await transaction.CommitAsync(ct);
        return rows;
    }

    private string NameOf(DateOnly day) => $"{parent}_{day.ToString(DayFormat, CultureInfo.InvariantCulture)}";

    // Null: not attached. True: somebody began to detach it and was stopped.
    private async Task<bool?> DetachingAsync(string table, CancellationToken ct)
    {
        await using var command = Command(Detaching, parent, table);
        return await command.ExecuteScalarAsync(ct) as bool?;
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
