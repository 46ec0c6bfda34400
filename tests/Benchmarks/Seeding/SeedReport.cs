using System.Globalization;
using Npgsql;

namespace Observability.Benchmarks.Seeding;

/// <summary>What a seeding left.</summary>
internal static class SeedReport
{
    private const string Sizes =
        """
        select coalesce(sum(pg_table_size(c.oid)) filter (where c.relname like 'exchanges\_%'), 0)::bigint,
            coalesce(sum(pg_indexes_size(c.oid)) filter (where c.relname like 'exchanges\_%'), 0)::bigint,
            coalesce(sum(pg_total_relation_size(c.oid)) filter (where c.relname like 'exchange\_bodies\_%'), 0)::bigint, pg_database_size(current_database())
        from pg_class c where c.relkind = 'r'
        """;

    /// <summary>Exchanges in the database.</summary>
    public static async Task<long> RowsAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select count(*) from exchanges");
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The end of the run, for a person.</summary>
    public static async Task<string> PrintAsync(NpgsqlDataSource database, SeedArguments arguments, TimeSpan time, long added, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sizes);
        command.CommandTimeout = 0;
        await using var sizes = await command.ExecuteReaderAsync(ct);
        await sizes.ReadAsync(ct);
        var (rows, indexes, bodies, all) = (sizes.GetInt64(0), sizes.GetInt64(1), sizes.GetInt64(2), sizes.GetInt64(3));
        var verdict = added == arguments.Count ? "as asked" : "NOT what was asked for";
        return string.Create(CultureInfo.InvariantCulture, $"""
            {arguments.Count:#,0} exchanges in {time.TotalSeconds:0.0} s: {arguments.Count / time.TotalSeconds:#,0}/s with {arguments.Writers} writers
            {added:#,0} rows added, {verdict}
            Database {all / 1e9:0.00} GB: rows {rows / 1e9:0.00}, their indexes {indexes / 1e9:0.00}, bodies {bodies / 1e9:0.00}; by what was added {(rows + indexes + bodies) / Math.Max(1, added):#,0} bytes each
            """);
    }
}
