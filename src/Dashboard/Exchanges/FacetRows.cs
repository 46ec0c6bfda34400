using Npgsql;
using Observability.Dashboard.Ui;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Exchanges;

/// <summary>Which values are wanted.</summary>
/// <param name="Containing">What they have in them, without regard to case; null = all.</param>
/// <param name="Named">Values that are wanted besides, because their name has it.</param>
internal sealed record FacetSearch(string? Containing, IReadOnlyCollection<string> Named);

/// <summary>Counts values among the newest rows of a list: as many as can be read at once, however many there are.</summary>
internal sealed class FacetRows(NpgsqlDataSource database, Guid project)
{
    /// <summary>How many of the newest rows are counted.</summary>
    public const int Newest = 20_000;

    // To plan a statement over the partitions of a year takes longer than to read the newest rows.
    private static readonly TimeSpan[] Reaches = [TimeSpan.FromDays(2), TimeSpan.FromDays(30)];

    /// <summary>From when on to look, one after the other, while there are not yet enough rows; the last is the list's own beginning, null = of all.</summary>
    public static IEnumerable<DateTimeOffset?> Stretches(ExchangeFilter within, DateTimeOffset now)
    {
        var end = (within.To ?? now).ToUniversalTime();
        foreach (var reach in Reaches.Where(r => r.Ticks < end.UtcTicks))
        {
            if (within.From is not { } from || from < end - reach)
            {
                yield return end - reach;
            }
        }

        yield return within.From;
    }

    /// <summary>The values since a moment.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL is away.</exception>
    public async Task<ObservedValues> CountAsync(FacetValues asked, Filter besides, FacetSearch search, DateTimeOffset? since, CancellationToken ct)
    {
        await using var command = database.CreateCommand();
        var parameters = command.Parameters;
        var values = FilterSql.ValuesOverExchanges(asked.Field, asked.Property, parameters);
        var newest = NewestOf(asked.Within, besides, since, parameters);
        command.CommandText =
            $"""
            with newest as materialized (select {values} as held {newest}),
                counted as (
                    select v.one, count(*) as times
                    from newest n left join lateral (select distinct u.one from unnest(n.held) u (one)) v on true
                    where {Wanted(search, parameters)} group by v.one order by times desc, v.one limit {ObservedValues.Most + 1})
            select true, null::text, count(*) from newest
            union all select false, c.one, c.times from counted c
            """;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (rows, found) = (0L, new List<ObservedValue>());
        while (await reader.ReadAsync(ct))
        {
            if (reader.GetBoolean(0))
            {
                rows = reader.GetInt64(2);
                continue;
            }

            found.Add(ValueOf(reader));
        }

        var told = found.OrderByDescending(v => v.Count).ThenBy(v => v.Value is null).ThenBy(v => v.Value, StringComparer.Ordinal).Take(ObservedValues.Most).ToList();
        return new(told, found.Count > ObservedValues.Most) { Among = rows >= Newest ? rows : null, Since = since };
    }

    // The rows that are looked at: from, where, and how many.
    private string NewestOf(ExchangeFilter within, Filter besides, DateTimeOffset? since, NpgsqlParameterCollection parameters) =>
        $"""
        from exchanges e where e.project_id = {Add(parameters, project)} and {FilterSql.OverExchanges(besides, project, parameters, new(since ?? DateTimeOffset.MinValue, within.To ?? DateTimeOffset.MaxValue))}
            {(since is { } from ? $"and e.started_at >= {Add(parameters, from.ToUniversalTime())}" : "")}
            {(within.To is { } to ? $"and e.started_at < {Add(parameters, to.ToUniversalTime())}" : "")}
            {(within.ModelLists ? "" : "and e.endpoint <> 'models'")}
        order by e.started_at desc, e.id desc limit {Newest}
        """;

    private static ObservedValue ValueOf(NpgsqlDataReader reader) => new(reader.IsDBNull(1) ? null : reader.GetString(1), null, reader.GetInt64(2));

    private static string Wanted(FacetSearch search, NpgsqlParameterCollection parameters) => search.Containing is not { } text ? "true"
        : $"(strpos(lower(v.one), lower({Add(parameters, text)})) > 0 or v.one = any({Add(parameters, search.Named.ToArray())}))";

    private static string Add(NpgsqlParameterCollection parameters, object value)
    {
        parameters.Add(new() { Value = value });
        return $"${parameters.Count}";
    }
}
