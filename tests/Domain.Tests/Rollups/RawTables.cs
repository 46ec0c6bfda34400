using Npgsql;
using Observability.Domain.Rollups;

namespace Observability.Domain.Tests.Rollups;

/// <summary>The tables of sums against the exchanges, row by row.</summary>
internal static class RawTables
{
    private const string Dimensions = "upstream, model, key_id, user_id, task, outcome, status";
    private const string Histograms = "duration_histogram, first_token_histogram, output_rate_histogram, overhead_histogram, longest_gap_histogram";
    private const int HistogramCount = 5;

    private static readonly double[] Shares = [0.5, 0.9, 0.95, 0.99];

    /// <summary>The levels that have a table.</summary>
    public static IReadOnlyList<RollupLevel> Levels { get; } = [RollupLevel.Minute, RollupLevel.Hour, RollupLevel.Day];

    /// <summary>Rows of any level and cut that are not what the exchanges say, or that are there for nothing; five of each.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var differences = new List<string>();
        foreach (var level in Levels)
        {
            var exact = Exact(level, RawSums.Select + ", min(started_at), max(started_at)", null);
            var kept = $"select project_id, cut, bucket, {Dimensions}, {RawSums.Columns}, first_at, last_at from {RollupLevels.TableOf(level)}";
            foreach (var (what, sql) in new[] { ("missing from", $"({exact}) except all ({kept})"), ("too much in", $"({kept}) except all ({exact})") })
            {
                await using var command = database.CreateCommand($"select d::text from ({sql}) d limit 5");
                await using var reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct))
                {
                    differences.Add($"{what} {RollupLevels.TableOf(level)}: {reader.GetString(0)}");
                }
            }
        }

        return differences;
    }

    /// <summary>Histograms of one level and cut that do not hold exactly the values of the exchanges, or tell percentiles more than 1 % off.</summary>
    public static async Task<IReadOnlyList<string>> HistogramDifferencesAsync(NpgsqlDataSource database, RollupLevel level, Cut cut, CancellationToken ct)
    {
        var differences = new List<string>();
        var sql =
            $"""
            select u.place, r.place, r.durations, r.first_tokens, r.rates, r.overheads, r.gaps, {Histograms}
            from (select row(project_id, cut, bucket, {Dimensions})::text as place, {Histograms} from {RollupLevels.TableOf(level)} where cut = {cut.Id}) u
            full join (
                select row(project_id, cut, bucket, {Dimensions})::text as place, durations, first_tokens, rates, overheads, gaps
                from ({Exact(level, RawSums.Arrays, cut)}) r (project_id, cut, bucket, {Dimensions}, durations, first_tokens, rates, overheads, gaps)) r on r.place = u.place
            """;
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            for (var i = 0; i < HistogramCount; i++)
            {
                if (reader.IsDBNull(0) || reader.IsDBNull(1) || !IsExact(reader.GetFieldValue<byte[]>(2 + HistogramCount + i), reader.IsDBNull(2 + i) ? [] : reader.GetFieldValue<long[]>(2 + i)))
                {
                    differences.Add($"{RollupLevels.TableOf(level)} {(reader.IsDBNull(0) ? reader.GetString(1) : reader.GetString(0))}, histogram {i}");
                }
            }
        }

        return differences;
    }

    private static bool IsExact(byte[] kept, long[] values)
    {
        var (read, made) = (new Histogram(), new Histogram());
        read.Add(kept);
        Array.ForEach(values, made.Add);
        var sorted = values.Order().ToArray();
        return read.Count == values.Length && made.Encode().SequenceEqual(kept) && Shares.All(s =>
            values.Length == 0 || sorted[(int)Math.Ceiling(s * values.Length) - 1] is var exact && Math.Abs(read.Percentile(s)!.Value - exact) <= exact * 0.01);
    }

    // Which dimensions a cut has is said again here.
    private static string Exact(RollupLevel level, string sums, Cut? only) =>
        $"""
        select project_id, c.cut::smallint, date_trunc('{level.ToString().ToLowerInvariant()}', started_at, 'UTC') as bucket,
            case when c.cut in (3, 5, 6) then upstream end as upstream, case when c.cut in (3, 5, 6) then coalesce(model_requested, model_served) end as model,
            case when c.cut in (1, 5, 6) then key_id end as key_id, case when c.cut in (4, 6) then user_id end as user_id,
            case when c.cut in (2, 5, 6) then task end as task, case when c.cut in (2, 5, 6) then outcome end as outcome, case when c.cut in (2, 5, 6) then status end as status,
            {sums}
        from exchanges cross join (values (1), (2), (3), (4), (5), (6)) c (cut)
        where {RawSums.Counted} and (c.cut < 6 or {(level == RollupLevel.Minute ? "false" : "true")}) {(only is null ? "" : $"and c.cut = {only.Id}")}
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
        """;
}
