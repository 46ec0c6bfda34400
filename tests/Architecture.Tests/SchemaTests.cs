using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Dashboard.SignIn;
using Observability.Domain;
using Observability.Testing;

namespace Observability.Architecture.Tests;

/// <summary>The schema is migrations/, the model is C#: here they meet, column by column.</summary>
public sealed class SchemaTests
{
    /// <summary>Columns that are in the database and on purpose not in a model.</summary>
    private static readonly Dictionary<string, string> DatabaseOnly = [];

    [Fact]
    public async Task The_exchange_model_is_the_schema() =>
        await CompareAsync<ObservabilityDb>(options => new ObservabilityDb(options), TestContext.Current.CancellationToken);

    [Fact]
    public async Task The_accounts_model_is_the_schema() =>
        await CompareAsync<AccountsDb>(options => new AccountsDb(options), TestContext.Current.CancellationToken);

    private static async Task CompareAsync<T>(Func<DbContextOptions<T>, T> open, CancellationToken ct)
        where T : DbContext
    {
        await using var database = await TestDatabase.CreateAsync(ct);
        await using var model = open(new DbContextOptionsBuilder<T>().UseNpgsql(database.DataSource).Options);
        var columns = await ColumnsAsync(database.DataSource, ct);
        var keys = await PrimaryKeysAsync(database.DataSource, ct);
        Rule.Holds("Model and migrations differ.", model.Model.GetRelationalModel().Tables.SelectMany(table => Differences(table, columns, keys)));
    }

    private static IEnumerable<string> Differences(
        Microsoft.EntityFrameworkCore.Metadata.ITable table, Dictionary<(string Table, string Column), (string Type, bool Nullable)> columns, Dictionary<string, string[]> keys)
    {
        foreach (var column in table.Columns)
        {
            if (!columns.TryGetValue((table.Name, column.Name), out var actual))
            {
                yield return $"{table.Name}.{column.Name}: only in the model";
            }
            else if (actual != (column.StoreType, column.IsNullable))
            {
                yield return $"{table.Name}.{column.Name}: {Show(actual.Type, actual.Nullable)} in the database, {Show(column.StoreType, column.IsNullable)} in the model";
            }
        }

        foreach (var (_, column) in columns.Keys.Where(c => c.Table == table.Name && table.FindColumn(c.Column) is null && !DatabaseOnly.ContainsKey($"{c.Table}.{c.Column}")))
        {
            yield return $"{table.Name}.{column}: only in the database";
        }

        var key = table.PrimaryKey?.Columns.Select(c => c.Name).ToArray() ?? [];
        if (!key.SequenceEqual(keys.GetValueOrDefault(table.Name, [])))
        {
            yield return $"{table.Name}: primary key ({string.Join(", ", keys.GetValueOrDefault(table.Name, []))}) in the database, ({string.Join(", ", key)}) in the model";
        }
    }

    private static string Show(string type, bool nullable) => nullable ? type + " null" : type;

    private static async Task<Dictionary<(string Table, string Column), (string Type, bool Nullable)>> ColumnsAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var columns = new Dictionary<(string, string), (string, bool)>();
        while (await reader.ReadAsync(ct))
        {
            columns[(reader.GetString(0), reader.GetString(1))] = (reader.GetString(2), reader.GetBoolean(3));
        }

        return columns;
    }

    private static async Task<Dictionary<string, string[]>> PrimaryKeysAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select c.relname, array_agg(a.attname::text order by k.position)
            from pg_index i
            join pg_class c on c.oid = i.indrelid
            cross join unnest(i.indkey) with ordinality k (attribute, position)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attribute
            where i.indisprimary and c.relnamespace = 'public'::regnamespace
            group by c.relname
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var keys = new Dictionary<string, string[]>();
        while (await reader.ReadAsync(ct))
        {
            keys[reader.GetString(0)] = await reader.GetFieldValueAsync<string[]>(1, ct);
        }

        return keys;
    }
}
