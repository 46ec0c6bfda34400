using Npgsql;
using NpgsqlTypes;

namespace Observability.Domain.Rollups;

/// <summary>The sums of one bucket of a project while they are made: in every cut, each place its tally.</summary>
internal sealed class BucketSums(Guid project, RollupLevel level, DateTimeOffset bucket)
{
    private static readonly string CopyInto = $"project_id, cut, bucket, {Place.Columns}, {TallyColumns.All}";

    private readonly Dictionary<(short Cut, Place At), Tally> _tallies = [];

    /// <summary>The bucket's start.</summary>
    public DateTimeOffset Bucket => bucket;

    /// <summary>Whose it is.</summary>
    public Guid Project => project;

    /// <summary>Exchanges or sums read so far.</summary>
    public int Read { get; private set; }

    /// <summary>Sums the exchanges of the bucket.</summary>
    public async Task AddRowsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var sql = $"""
            select {Place.OfRow}, {TallySql.OfOneRow} from exchanges e
            where e.project_id = $1 and e.started_at >= $2 and e.started_at < $3 and {TallyColumns.Counted}
            """;
        await using var command = Of(connection, sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var cuts = Cut.Every.Where(c => c.From <= level).ToList();
        var into = new Tally[cuts.Count];
        while (await reader.ReadAsync(ct))
        {
            Read++;
            var place = Place.Read(reader, 0);
            for (var i = 0; i < cuts.Count; i++)
            {
                into[i] = Tally(cuts[i].Id, place.In(cuts[i]));
            }

            TallySql.AddRow(reader, Place.Count, into);
        }
    }

    /// <summary>Sums the sums of the level below.</summary>
    public async Task AddSumsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var sql = $"""
            select u.cut, {Place.Columns}, {TallySql.OfOneSum} from {RollupLevels.TableOf(level - 1)} u
            where u.project_id = $1 and u.cut = any($4) and u.bucket >= $2 and u.bucket < $3
            """;
        await using var command = Of(connection, sql);
        command.Parameters.Add(new NpgsqlParameter<short[]> { TypedValue = [.. Cut.Every.Select(c => c.Id)] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            Read++;
            TallySql.AddSum(reader, 1 + Place.Count, Tally(reader.GetInt16(0), Place.Read(reader, 1)));
        }
    }

    /// <summary>Puts the sums of some buckets of one level in the place of what was there.</summary>
    public static async Task ReplaceAsync(NpgsqlConnection connection, RollupLevel level, IReadOnlyList<BucketSums> buckets, CancellationToken ct)
    {
        var table = RollupLevels.TableOf(level);
        var delete = $"delete from {table} u using unnest($1, $2) b (project_id, bucket) where u.project_id = b.project_id and u.cut = any($3) and u.bucket = b.bucket";
        await using (var command = new NpgsqlCommand(delete, connection) { CommandTimeout = 0 })
        {
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. buckets.Select(b => b.Project)] });
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. buckets.Select(b => b.Bucket)] });
            command.Parameters.Add(new NpgsqlParameter<short[]> { TypedValue = [.. Cut.Every.Select(c => c.Id)] });
            await command.ExecuteNonQueryAsync(ct);
        }

        await using var copy = await connection.BeginBinaryImportAsync($"copy {table} ({CopyInto}) from stdin (format binary)", ct);
        foreach (var bucket in buckets)
        {
            // A cut's rows lie together, and so do those of a dimension within it.
            foreach (var ((cut, place), tally) in bucket._tallies.OrderBy(t => t.Key.Cut))
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(bucket.Project, NpgsqlDbType.Uuid, ct);
                await copy.WriteAsync(cut, NpgsqlDbType.Smallint, ct);
                await copy.WriteAsync(bucket.Bucket.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
                await WriteAsync(copy, place, ct);
                await WriteAsync(copy, tally, ct);
            }
        }

        await copy.CompleteAsync(ct);
    }

    private Tally Tally(short cut, Place place)
    {
        if (!_tallies.TryGetValue((cut, place), out var tally))
        {
            _tallies.Add((cut, place), tally = new());
        }

        return tally;
    }

    private NpgsqlCommand Of(NpgsqlConnection connection, string sql)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = project });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = bucket });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = bucket + RollupLevels.LengthOf(level) });
        return command;
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, Place place, CancellationToken ct)
    {
        await OptionalAsync(copy, place.Upstream, NpgsqlDbType.Text, ct);
        await OptionalAsync(copy, place.Model, NpgsqlDbType.Text, ct);
        await OptionalAsync(copy, place.Key, NpgsqlDbType.Uuid, ct);
        await OptionalAsync(copy, place.User, NpgsqlDbType.Text, ct);
        await OptionalAsync(copy, place.Task, NpgsqlDbType.Text, ct);
        await OptionalAsync(copy, place.Outcome, NpgsqlDbType.Text, ct);
        await OptionalAsync(copy, place.Status, NpgsqlDbType.Smallint, ct);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, Tally tally, CancellationToken ct)
    {
        for (var i = 0; i < TallyColumns.Numbers.Length; i++)
        {
            await copy.WriteAsync(tally.Number(i), NpgsqlDbType.Bigint, ct);
        }

        for (var i = 0; i < TallyColumns.Tokens.Length; i++)
        {
            await OptionalAsync(copy, tally.TokensAt(i), NpgsqlDbType.Bigint, ct);
        }

        for (var i = 0; i < TallyColumns.Money.Length; i++)
        {
            await OptionalAsync(copy, tally.MoneyAt(i), NpgsqlDbType.Numeric, ct);
        }

        await copy.WriteAsync(tally.FirstAt!.Value.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
        await copy.WriteAsync(tally.LastAt!.Value.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
        for (var i = 0; i < TallyColumns.Histograms.Length; i++)
        {
            await copy.WriteAsync(tally.Encoded(i), NpgsqlDbType.Bytea, ct);
        }
    }

    private static Task OptionalAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken ct) =>
        value is null ? copy.WriteNullAsync(ct) : copy.WriteAsync<object>(value, type, ct);
}
