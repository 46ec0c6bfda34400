using System.Globalization;
using Npgsql;

namespace Observability.Domain.Tests.Walls;

/// <summary>A row of each project in every table that has a wall, whatever its columns are, so that a table that comes later is tested without a word.</summary>
internal static class AnyRows
{
    /// <summary>Tables with a wall.</summary>
    public static async Task<IReadOnlyList<string>> TablesAsync(NpgsqlDataSource database, CancellationToken ct) => await TextsAsync(
        database, "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relrowsecurity order by relname", ct);

    /// <summary>Puts one row of each project into each table. What rows demand of each other is switched off: only whose they are counts here.</summary>
    public static async Task AddAsync(NpgsqlDataSource database, IReadOnlyList<Guid> projects, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, "set session_replication_role = replica", ct);
        foreach (var drop in await TextsAsync(
            database, "select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint where contype = 'c' and conislocal and conrelid <> 0 and connamespace = 'public'::regnamespace", ct))
        {
            await ExecuteAsync(connection, drop, ct);
        }

        await ExecuteAsync(connection, "select make_exchange_partitions(current_date)", ct);
        foreach (var table in await TablesAsync(database, ct))
        {
            for (var i = 0; i < projects.Count; i++)
            {
                await ExecuteAsync(connection, await InsertAsync(database, table, projects[i], i, ct), ct);
            }
        }
    }

    public static async Task<IReadOnlyList<string>> TextsAsync(NpgsqlDataSource database, string sql, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var texts = new List<string>();
        while (await rows.ReadAsync(ct))
        {
            texts.Add(rows.GetString(0));
        }

        return texts;
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    // Every id of a project's is the project's own, so that what hangs on a row of it hangs on the one there is.
    private static async Task<string> InsertAsync(NpgsqlDataSource database, string table, Guid project, int number, CancellationToken ct)
    {
        var columns = await TextsAsync(
            database,
            $"""
            select attname || ' ' || format_type(atttypid, null) from pg_attribute
            where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped and attidentity <> 'a' and (attnotnull or attname = 'project_id')
            """,
            ct);
        var pairs = columns.Select(c => c.Split(' ', 2)).Select(c => (Name: c[0], Value: ValueOf(c[1], project, number))).ToList();
        return $"insert into {table} ({string.Join(", ", pairs.Select(p => p.Name))}) values ({string.Join(", ", pairs.Select(p => p.Value))})";
    }

    private static string ValueOf(string type, Guid project, int number) => type switch
    {
        "uuid" => $"'{project}'",
        "text" => $"'t{number.ToString(CultureInfo.InvariantCulture)}'",
        "json" or "jsonb" => "'{}'",
        "boolean" => "false",
        "bytea" => $"'\\x{number:x2}'",
        "timestamp with time zone" => "now()",
        "xid8" => "pg_current_xact_id()",
        _ when type.EndsWith("[]", StringComparison.Ordinal) => "'{}'",
        _ => (number + 1).ToString(CultureInfo.InvariantCulture),
    };
}
