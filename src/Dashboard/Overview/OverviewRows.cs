using Npgsql;
using Observability.Dashboard.Ui;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Overview;

/// <summary>Reads what the overview shows of single exchanges: from indexes that are in the order asked for, so that a range is not read to its end.</summary>
internal sealed class OverviewRows(NpgsqlDataSource database, Guid project)
{
    private const int Dearest = 10;
    private const int NewestFailures = 500;

    private const string Model = "coalesce(e.model_requested, e.model_served)";

    // From the sums, which outlive exchanges, and from the marks of what is not summed yet, which are to the minute, or after an upgrade to the hour: to
    // look among the exchanges themselves is to plan over every day there is.
    private static readonly string First =
        $"""
        select least({FirstOf("usage_by_day")}, {FirstOf("usage_by_hour")}, {FirstOf("usage_by_minute")},
            (select min(m.bucket) from rollup_dirty m where m.project_id = $1 and (m.level = 1 or (m.level = 2 and not exists (
                select from usage_by_minute u where u.project_id = $1 and u.cut = $2 and u.bucket >= m.bucket and u.bucket < m.bucket + interval '1 hour')))))
        """;

    /// <summary>The examples, and the start of the project's first exchange.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL is away.</exception>
    public async Task<(OverviewExamples? Examples, DateTimeOffset? FirstAt)> ReadAsync(UsageMoment at, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var first = await FirstAsync(connection, ct);
        try
        {
            var dearest = await DearestAsync(connection, at, ct);
            var failures = await FailuresAsync(connection, at, ct);
            return (new(dearest, Grouped(failures.Take(NewestFailures)), Math.Min(failures.Count, NewestFailures), failures.Count > NewestFailures), first);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            return (null, first);
        }
    }

    /// <summary>By kind, the kind last seen first.</summary>
    /// <param name="failures">The newest first.</param>
    internal static IReadOnlyList<FailureGroup> Grouped(IEnumerable<FailureGroup> failures) =>
        [.. failures.GroupBy(f => (f.Outcome, f.Status, f.Code)).Select(g => g.First() with { Count = g.Count() })];

    private static string FirstOf(string table) =>
        $"""
        (select min(u.first_at) from {table} u where u.project_id = $1 and u.cut = $2
            and u.bucket = (select min(d.bucket) from {table} d where d.project_id = $1 and d.cut = $2))
        """;

    private async Task<DateTimeOffset?> FirstAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(First, connection);
        Add(command, project);
        Add(command, Cut.Keys.Id);
        return await command.ExecuteScalarAsync(ct) is DateTime at ? new DateTimeOffset(at) : null;
    }

    private async Task<List<DearExchange>> DearestAsync(NpgsqlConnection connection, UsageMoment at, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand { Connection = connection };
        command.CommandText =
            $"""
            select e.id, e.started_at, {Model}, coalesce(e.user_name, e.user_id), e.cost_usd, e.input_tokens, e.output_tokens from exchanges e
            where {Asked(command, at)} and e.cost_usd is not null order by e.cost_usd desc, e.started_at desc limit {Dearest}
            """;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<DearExchange>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(Dear(reader));
        }

        return found;
    }

    private async Task<List<FailureGroup>> FailuresAsync(NpgsqlConnection connection, UsageMoment at, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand { Connection = connection };
        command.CommandText =
            $"""
            select e.outcome, e.status, e.error_code, e.started_at, e.id, {Model}, left(e.error, 300) from exchanges e
            where {Asked(command, at)} and {ExchangeSql.Failed} order by e.started_at desc limit {NewestFailures + 1}
            """;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<FailureGroup>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(Failure(reader));
        }

        return found;
    }

    private static DearExchange Dear(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), Text(reader, 2), Text(reader, 3), reader.GetDecimal(4),
        reader.IsDBNull(5) ? null : reader.GetInt64(5), reader.IsDBNull(6) ? null : reader.GetInt64(6));

    private static FailureGroup Failure(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetInt16(1), Text(reader, 2), 1, reader.GetFieldValue<DateTimeOffset>(3), reader.GetGuid(4),
        Text(reader, 5), Text(reader, 6));

    private string Asked(NpgsqlCommand command, UsageMoment at)
    {
        Add(command, project);
        Add(command, at.Range.From.ToUniversalTime());
        Add(command, at.Range.To.ToUniversalTime());
        return $"e.project_id = $1 and e.started_at >= $2 and e.started_at < $3 and {ExchangeSql.Counted} and {FilterSql.OverExchanges(at.Filter, project, command.Parameters, new(at.Range.From, at.Range.To))}";
    }

    private static void Add<T>(NpgsqlCommand command, T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    private static string? Text(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetString(at);
}
