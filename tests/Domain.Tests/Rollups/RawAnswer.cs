using Npgsql;
using Observability.Domain.Rollups;

namespace Observability.Domain.Tests.Rollups;

/// <summary>The exact answer to a question, from the exchanges alone.</summary>
/// <param name="query">The question.</param>
/// <param name="groups">Every group of every bucket.</param>
/// <param name="users">How many users the range has, and each bucket.</param>
internal sealed class RawAnswer(UsageQuery query, IReadOnlyList<(int Bucket, string Name, RawSums Sums)> groups, (long Whole, long[] ByBucket) users)
{
    /// <summary>Filters, and what they mean.</summary>
    public static IReadOnlyDictionary<string, string> Filters { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [""] = "true",
        ["task:title"] = "task = 'title'",
        ["-task:title"] = "task is distinct from 'title'",
        ["outcome:completed"] = "outcome = 'completed'",
        ["status:>=400"] = "status >= 400",
        ["-status:>=400"] = "coalesce(status, 0) < 400",
        ["user_id:anna"] = "user_id = 'anna'",
        ["model:llama upstream:openai"] = "coalesce(model_requested, model_served) = 'llama' and upstream = 'openai'",
        ["-user_id:anna status:200"] = "user_id is distinct from 'anna' and status = 200",
        ["session:s1"] = "session = 's1'",
        ["prop.region:eu"] = "properties ->> 'region' = 'eu'",
        ["cost:>1"] = "cost_usd > 1",
    };

    /// <summary>How many users there are.</summary>
    public (long Whole, long[] ByBucket) Users => users;

    /// <summary>Asks the exchanges, or a table like theirs.</summary>
    public static async Task<RawAnswer> OfAsync(NpgsqlDataSource database, Guid project, UsageQuery query, CancellationToken ct, string table = "exchanges")
    {
        const string Bucket = "(select count(*)::int - 1 from unnest($2) bound where bound <= started_at)";
        var where = $"where project_id = $1 and started_at >= $3 and started_at < $4 and {RawSums.Counted} and {Filters[query.Filter.ToString()]}";
        var dimensions = string.Concat(query.By.Select(d => $", {RawSums.Expression(d)}"));
        var groupBy = string.Join(", ", Enumerable.Range(1, 1 + query.By.Count));
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in new[]
        {
            $"select {(query.ByBucket ? Bucket : "0")}{dimensions}, {RawSums.Select}, min(started_at), max(started_at), {RawSums.Arrays} from {table} {where} group by {groupBy}",
            $"select null::int, count(distinct user_id) from {table} {where} union all select {Bucket}, count(distinct user_id) from {table} {where} group by 1",
        })
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.Add(new() { Value = project });
            command.Parameters.Add(new() { Value = query.Bounds.ToArray() });
            command.Parameters.Add(new() { Value = query.Bounds[0] });
            command.Parameters.Add(new() { Value = query.Bounds[^1] });
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(ct);
        var groups = new List<(int, string, RawSums)>();
        while (await reader.ReadAsync(ct))
        {
            var names = Enumerable.Range(1, query.By.Count).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i)).ToList();
            groups.Add((reader.GetInt32(0), Name(names), RawSums.Read(reader, 1 + names.Count)));
        }

        await reader.NextResultAsync(ct);
        var (whole, byBucket) = (0L, new long[query.Bounds.Count - 1]);
        while (await reader.ReadAsync(ct))
        {
            if (reader.IsDBNull(0))
            {
                whole = reader.GetInt64(1);
            }
            else
            {
                byBucket[reader.GetInt32(0)] = reader.GetInt64(1);
            }
        }

        return new(query, groups, (whole, byBucket));
    }

    /// <summary>What of an answer is something else; null when nothing is.</summary>
    public string? Difference(UsageAnswer answer)
    {
        var totals = groups.GroupBy(g => g.Name).ToDictionary(g => g.Key, g => Together(g));
        if (answer.Missing.Count > 0 || answer.Groups != totals.Count)
        {
            return $"{answer.Missing.Count} stretches missing, {answer.Groups} groups instead of {totals.Count}";
        }

        var apart = answer.Rows.Where(r => !r.IsOther).Select(r => Name(r.Names)).ToHashSet();
        var expected = groups.Where(g => apart.Contains(g.Name)).Select(g => (g.Bucket, Name: (string?)g.Name, g.Sums)).Concat(
            groups.Where(g => !apart.Contains(g.Name)).GroupBy(g => g.Bucket).Select(g => (g.Key, (string?)null, Together(g)))).ToDictionary(g => (g.Item1, g.Item2), g => g.Item3);
        return NotTheLargest(apart, totals)
            ?? (expected.Count == answer.Rows.Count ? null : $"{answer.Rows.Count} rows instead of {expected.Count}")
            ?? answer.Rows.Select(row =>
                !expected.TryGetValue((row.Bucket, row.IsOther ? null : Name(row.Names)), out var sums)
                    ? $"there is no {Name(row.Names)} in bucket {row.Bucket}"
                    : sums.Difference(row.Tally, query.Distributions) is { } different ? $"{Name(row.Names)} in bucket {row.Bucket}: {different}" : null).FirstOrDefault(d => d is not null);
    }

    private string? NotTheLargest(HashSet<string> apart, Dictionary<string, RawSums> totals)
    {
        if (query.Top is not { } top || totals.Count <= top.Count)
        {
            return apart.Count == totals.Count ? null : $"{apart.Count} of {totals.Count} groups are told apart";
        }

        decimal Size(string name) => totals.TryGetValue(name, out var sums) ? sums.Of(top.Of) ?? 0 : decimal.MinValue;
        return apart.Count != top.Count ? $"{apart.Count} groups instead of {top.Count}"
            : apart.Min(Size) < totals.Keys.Where(n => !apart.Contains(n)).Max(Size) ? $"a larger group than {string.Join(", ", apart)} is among the others" : null;
    }

    private static RawSums Together(IEnumerable<(int Bucket, string Name, RawSums Sums)> some) => some.Select(g => g.Sums).Aggregate((a, b) => a.Plus(b));

    private static string Name(IReadOnlyList<string?> names) => string.Join(" | ", names.Select(n => n is null ? "null" : $"'{n}'"));
}
