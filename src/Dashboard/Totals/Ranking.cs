using Observability.Domain.Rollups;

namespace Observability.Dashboard.Totals;

/// <summary>Which rows a table of sums shows.</summary>
/// <param name="Of">Of which exchanges.</param>
/// <param name="Order">By what.</param>
/// <param name="Ascending">Smallest first instead of largest first; unknown is last either way.</param>
/// <param name="Limit">Rows at most, 1 to <see cref="MaxLimit"/>.</param>
public sealed record Ranking(Slice Of, SumsOrder Order, bool Ascending, int Limit)
{
    /// <summary>Most rows told.</summary>
    public const int MaxLimit = UsageQuery.MostGroups;

    /// <summary>The first of some groups.</summary>
    /// <param name="groups">All there are.</param>
    /// <param name="titles">What readers call a group.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is none.</exception>
    public IReadOnlyList<GroupSums> First(IEnumerable<GroupSums> groups, Func<GroupSums, string?> titles)
    {
        if (Limit is < 1 or > MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(groups), Limit, $"1 to {MaxLimit} rows are told.");
        }

        var ordered = Order == SumsOrder.Name ? ByName(groups, titles) : ByValue(groups);
        return [.. ordered.ThenByDescending(g => g.Sums.Exchanges).ThenBy(g => g.Name, StringComparer.Ordinal).Take(Limit)];
    }

    private IOrderedEnumerable<GroupSums> ByName(IEnumerable<GroupSums> groups, Func<GroupSums, string?> titles)
    {
        var named = groups.OrderBy(g => titles(g) is null);
        return Ascending ? named.ThenBy(titles, StringComparer.OrdinalIgnoreCase) : named.ThenByDescending(titles, StringComparer.OrdinalIgnoreCase);
    }

    private IOrderedEnumerable<GroupSums> ByValue(IEnumerable<GroupSums> groups)
    {
        var known = groups.OrderBy(g => g.ValueOf(Order) is null);
        return Ascending ? known.ThenBy(g => g.ValueOf(Order)) : known.ThenByDescending(g => g.ValueOf(Order));
    }
}
