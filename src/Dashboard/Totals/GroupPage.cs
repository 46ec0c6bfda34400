namespace Observability.Dashboard.Totals;

/// <summary>A page of groups in the order of their names, bytes by bytes, so that a page follows another wherever it is asked.</summary>
/// <param name="Groups">They; those without a name are none.</param>
/// <param name="Next">What to go on after; null = there are no more.</param>
internal sealed record GroupPage(IReadOnlyList<GroupSums> Groups, string? Next)
{
    /// <summary>Most rows of a page.</summary>
    public const int MaxLimit = 500;

    /// <summary>The groups after a name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is none.</exception>
    public static GroupPage Of(IEnumerable<GroupSums> all, string? after, int limit)
    {
        if (limit is < 1 or > MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, $"A page has 1 to {MaxLimit} rows.");
        }

        // One more than asked for tells whether there is a next page.
        var rest = all.Where(g => g.Name is not null && (after is null || string.CompareOrdinal(g.Name, after) > 0))
            .OrderBy(g => g.Name, StringComparer.Ordinal).Take(limit + 1).ToList();
        return rest.Count > limit ? new(rest[..limit], rest[limit - 1].Name) : new(rest, null);
    }
}
