using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>One group of a report: what it came to in each bucket, and in all.</summary>
/// <param name="Name">What the group is known by; null = unknown, or the others.</param>
/// <param name="IsOther">Whether it is all groups too small to be told by name.</param>
/// <param name="ByBucket">The sums of each bucket; null = nothing happened in it.</param>
/// <param name="Whole">The sums of the range: of all buckets together.</param>
public sealed record UsageGroup(string? Name, bool IsOther, IReadOnlyList<Tally?> ByBucket, Tally Whole)
{
    /// <summary>What people call it; null = as <see cref="Name"/> says.</summary>
    public string? Title { get; init; }

    /// <summary>The sums of the period before; null = it had none, or is not compared.</summary>
    public Tally? Before { get; init; }

    /// <summary>What it is known by among the groups of a report.</summary>
    public string Key => IsOther ? "*" : Name is null ? "-" : "=" + Name;

    /// <summary>The groups of an answer told by bucket and by one dimension or none: the largest of <paramref name="measure"/> first, the others last.</summary>
    /// <remarks>Nothing of the answer is left out and nothing counted twice: the groups add up to it in every bucket.</remarks>
    public static IReadOnlyList<UsageGroup> Of(UsageAnswer answer, int buckets, UsageMeasure measure)
    {
        var groups = answer.Rows.GroupBy(r => (r.IsOther, Name: r.Names.Count > 0 ? r.Names[0] : null)).Select(g =>
        {
            var byBucket = new Tally?[buckets];
            var whole = new Tally();
            foreach (var row in g)
            {
                (byBucket[row.Bucket] ??= new()).Add(row.Tally);
                whole.Add(row.Tally);
            }

            return new UsageGroup(g.Key.Name, g.Key.IsOther, byBucket, whole);
        });
        return
        [
            .. groups.OrderBy(g => g.IsOther).ThenByDescending(g => g.Whole.Of(measure) ?? 0).ThenByDescending(g => g.Whole.Exchanges)
                .ThenBy(g => g.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The groups with what each was before; a group that is not told by name now was one of the others.</summary>
    public static IReadOnlyList<UsageGroup> Compared(IReadOnlyList<UsageGroup> groups, UsageAnswer before)
    {
        var named = groups.Where(g => !g.IsOther).Select(g => g.Key).ToHashSet();
        var sums = new Dictionary<string, Tally>(StringComparer.Ordinal);
        foreach (var group in Of(before, 1, UsageMeasure.Exchanges))
        {
            var key = named.Contains(group.Key) ? group.Key : "*";
            (sums.TryGetValue(key, out var sum) ? sum : sums[key] = new()).Add(group.Whole);
        }

        return [.. groups.Select(g => g with { Before = sums.GetValueOrDefault(g.Key) })];
    }
}
