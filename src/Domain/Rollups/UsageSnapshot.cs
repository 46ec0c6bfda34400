using System.Data;
using Npgsql;
using Observability.Domain.Filters;

namespace Observability.Domain.Rollups;

/// <summary>
/// The sums of a project as they are at one moment: whatever is asked of it fits together. Buckets whose sums are behind are read from the buckets
/// within them, and at last from the exchanges, so that an answer is exact and counts what arrived a moment ago.
/// </summary>
/// <remarks>A read-only transaction that sees one moment; dispose it soon. One question at a time.</remarks>
public sealed class UsageSnapshot : IAsyncDisposable
{
    private static readonly RollupLevel[] Levels = [RollupLevel.Day, RollupLevel.Hour, RollupLevel.Minute, RollupLevel.Rows];

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly Guid _project;

    private UsageSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid project, Marks marks) =>
        (_connection, _transaction, _project, Marks) = (connection, transaction, project, marks);

    /// <summary>What is behind at that moment.</summary>
    public Marks Marks { get; }

    /// <summary>Begins to look.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL is away.</exception>
    public static async Task<UsageSnapshot> OpenAsync(NpgsqlDataSource database, Guid project, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            return new(connection, transaction, project, await MarksAsync(connection, project, ct));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same moment on a connection of its own, for questions that are to be answered side by side. To be disposed first.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL is away.</exception>
    public async Task<UsageSnapshot> BesideAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var export = new NpgsqlCommand("select pg_export_snapshot()", _connection, _transaction);
        var moment = (string)(await export.ExecuteScalarAsync(ct))!;
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            await using var import = new NpgsqlCommand($"set transaction snapshot '{moment}'", connection, transaction);
            await import.ExecuteNonQueryAsync(ct);
            return new(connection, transaction, _project, Marks);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Answers a question.</summary>
    /// <exception cref="UsageTooWideException">It has more groups than <see cref="UsageQuery.MostGroups"/>, or more rows than <see cref="UsageQuery.MostRows"/>.</exception>
    /// <exception cref="NpgsqlException">PostgreSQL is away, or it takes longer than a statement may.</exception>
    public async Task<UsageAnswer> SumAsync(UsageQuery query, CancellationToken ct)
    {
        if (query.Top is null || !query.ByBucket)
        {
            var all = await ReadAsync(query, null, ct);
            return query.Top is { } top ? Fold(all, top) : all;
        }

        if (query.By.Count != 1)
        {
            throw new ArgumentException("The largest groups by bucket can be told of one dimension.", nameof(query));
        }

        var whole = await ReadAsync(query with { ByBucket = false, Distributions = [], Measures = [query.Top.Of], Top = null }, null, ct);
        if (whole.Groups <= query.Top.Count)
        {
            return await ReadAsync(query, null, ct);
        }

        var largest = Largest(whole.Rows, query.Top).Select(r => r.Names[0]).ToList();
        return await ReadAsync(query, largest, ct) with { Groups = whole.Groups };
    }

    /// <summary>How many different users there are, in each bucket, and in the whole range.</summary>
    public async Task<(long Whole, IReadOnlyList<long> ByBucket)> CountUsersAsync(IReadOnlyList<DateTimeOffset> bounds, Filter filter, CancellationToken ct)
    {
        var query = new UsageQuery(bounds, Dimension.User) { Filter = filter };
        var cover = Cover.Of(bounds, Marks, query.Cut);
        var byBucket = new long[bounds.Count - 1];
        var whole = 0L;
        var levels = Levels.Select(l => (l, cover.At(l))).Where(l => l.Item2.Count > 0).ToList();
        if (levels.Count > 0)
        {
            await using var batch = new NpgsqlBatch(_connection, _transaction);
            batch.BatchCommands.Add(new UsageStatement(_project, query).Users(levels));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                whole++;
                foreach (var bucket in (await reader.GetFieldValueAsync<int[]>(0, ct)).Distinct())
                {
                    byBucket[bucket]++;
                }
            }
        }

        return (whole, byBucket);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<UsageAnswer> ReadAsync(UsageQuery query, IReadOnlyList<string?>? only, CancellationToken ct)
    {
        var cut = query.Cut;
        var cover = Cover.Of(query.ByBucket ? query.Bounds : [query.Bounds[0], query.Bounds[^1]], Marks, cut);
        var statement = new UsageStatement(_project, query);
        var levels = Levels.Where(l => cover.At(l).Count > 0).ToList();
        var groups = new Dictionary<GroupKey, UsageRow>();
        if (levels.Count > 0)
        {
            await using var batch = new NpgsqlBatch(_connection, _transaction);
            levels.ForEach(l => batch.BatchCommands.Add(statement.At(l, cover.At(l), only)));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            foreach (var level in levels)
            {
                while (await reader.ReadAsync(ct))
                {
                    Take(reader, query, statement, level, groups);
                }

                await reader.NextResultAsync(ct);
            }
        }

        var rows = groups.Values.OrderBy(r => r.Bucket).ToList();
        return new(rows, Names(rows), cover.Missing, cut is null);
    }

    private static void Take(NpgsqlDataReader reader, UsageQuery query, UsageStatement statement, RollupLevel level, Dictionary<GroupKey, UsageRow> groups)
    {
        var apart = reader.GetBoolean(1);
        var names = new string?[apart ? query.By.Count : 0];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.IsDBNull(i + 2) ? null : reader.GetString(i + 2);
        }

        var key = new GroupKey(reader.GetInt32(0), apart, names);
        if (!groups.TryGetValue(key, out var row))
        {
            if (groups.Count >= query.RowLimit)
            {
                throw TooWide(query);
            }

            groups.Add(key, row = new(key.Bucket, names, !apart, new()));
        }

        if (level == RollupLevel.Rows)
        {
            TallySql.AddRows(reader, statement.Before, statement.Choice, row.Tally);
        }
        else
        {
            TallySql.AddSums(reader, statement.Before, statement.Choice, row.Tally);
        }
    }

    private static UsageTooWideException TooWide(UsageQuery query)
    {
        var by = string.Join(", ", query.By.Select(d => d.Name));
        return new(query.MostRows is { } most
            ? $"The answer would have more than {most} rows: shorten the range, take longer buckets{(by.Length > 0 ? $", leave out some of {by}" : "")}, or filter."
            : $"More than {UsageQuery.MostGroups} different {by} in this range: shorten it, or filter.");
    }

    private static UsageAnswer Fold(UsageAnswer all, Top top)
    {
        if (all.Rows.Count <= top.Count)
        {
            return all;
        }

        var largest = Largest(all.Rows, top).ToHashSet();
        var others = new Tally();
        foreach (var row in all.Rows.Where(r => !largest.Contains(r)))
        {
            others.Add(row.Tally);
        }

        return all with { Rows = [.. largest, new(0, [], true, others)] };
    }

    // Of equal ones the more frequent, then the first by name: the same ones each time.
    private static IEnumerable<UsageRow> Largest(IEnumerable<UsageRow> rows, Top top) =>
        rows.OrderByDescending(r => r.Tally.Of(top.Of) ?? 0).ThenByDescending(r => r.Tally.Exchanges)
            .ThenBy(r => string.Join('\u001f', r.Names.Select(n => n ?? "\0")), StringComparer.Ordinal).Take(top.Count);

    private static int Names(List<UsageRow> rows) => rows.Select(r => new GroupKey(0, true, r.Names)).Distinct().Count();

    private static async Task<Marks> MarksAsync(NpgsqlConnection connection, Guid project, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(RollupSql.Since));
        var marks = new NpgsqlBatchCommand(RollupSql.MarksOf);
        marks.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = project });
        batch.BatchCommands.Add(marks);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var since = new List<DateTimeOffset>();
        while (await reader.ReadAsync(ct))
        {
            since.Add(await reader.GetFieldValueAsync<DateTimeOffset>(0, ct));
        }

        await reader.NextResultAsync(ct);
        HashSet<DateTimeOffset>[] buckets = [[], [], [], []];
        while (await reader.ReadAsync(ct))
        {
            buckets[reader.GetInt16(0)].Add(await reader.GetFieldValueAsync<DateTimeOffset>(1, ct));
        }

        return new(buckets[1], buckets[2], buckets[3], since);
    }

    private readonly record struct GroupKey(int Bucket, bool Apart, IReadOnlyList<string?> Names)
    {
        public bool Equals(GroupKey other) => Bucket == other.Bucket && Apart == other.Apart && Names.SequenceEqual(other.Names);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.Add(Bucket);
            hash.Add(Apart);
            foreach (var name in Names)
            {
                hash.Add(name, StringComparer.Ordinal);
            }

            return hash.ToHashCode();
        }
    }
}
