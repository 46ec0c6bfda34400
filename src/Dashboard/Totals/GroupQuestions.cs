using Observability.Domain.Rollups;

namespace Observability.Dashboard.Totals;

/// <summary>The questions that tables of sums ask, all of one moment.</summary>
internal static class GroupQuestions
{
    /// <summary>Every group over the whole range.</summary>
    public static async Task<IReadOnlyList<GroupSums>> GroupsAsync(this UsageSnapshot usage, Dimension by, Slice of, CancellationToken ct)
    {
        var answer = await usage.SumAsync(of.Whole(by), ct);
        return [.. answer.Rows.Select(r => new GroupSums(r.Names[0], Sums.Of(r.Tally)))];
    }

    /// <summary>The same groups with their exchanges by bucket; one bucket is no chart.</summary>
    public static async Task<IReadOnlyList<GroupSums>> WithLinesAsync(
        this UsageSnapshot usage, Dimension by, IReadOnlyList<GroupSums> groups, Slice of, CancellationToken ct)
    {
        if (groups.Count == 0 || of.Buckets == 1)
        {
            return groups;
        }

        var answer = await usage.SumAsync(of.ByBucket(by) with { Only = [.. groups.Select(g => g.Name)] }, ct);
        var lines = answer.Rows.ToLookup(r => r.Names[0]);
        return [.. groups.Select(g => g with { Line = Line(lines[g.Name], of.Buckets) })];
    }

    /// <summary>What some sums come to together.</summary>
    public static Tally Together(this IEnumerable<UsageRow> rows)
    {
        var whole = new Tally();
        foreach (var row in rows)
        {
            whole.Add(row.Tally);
        }

        return whole;
    }

    // Counts: a bucket without any has none.
    private static double?[] Line(IEnumerable<UsageRow> rows, int buckets)
    {
        var line = new double?[buckets];
        Array.Fill(line, 0);
        foreach (var row in rows)
        {
            line[row.Bucket] = row.Tally.Exchanges;
        }

        return line;
    }
}
