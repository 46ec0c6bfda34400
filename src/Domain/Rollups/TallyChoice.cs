namespace Observability.Domain.Rollups;

/// <summary>Which of the sums a question needs: each has its cost where groups are many. Exchanges and background tasks are always among them.</summary>
/// <param name="Numbers">Places in <see cref="TallyColumns.Numbers"/>.</param>
/// <param name="Tokens">Places in <see cref="TallyColumns.Tokens"/>.</param>
/// <param name="Money">Places in <see cref="TallyColumns.Money"/>.</param>
/// <param name="Histograms">The histograms.</param>
internal sealed record TallyChoice(IReadOnlyList<int> Numbers, IReadOnlyList<int> Tokens, IReadOnlyList<int> Money, IReadOnlyList<Distribution> Histograms)
{
    /// <summary>Every sum, and no histogram.</summary>
    public static TallyChoice Sums { get; } = new(
        [.. Enumerable.Range(0, TallyColumns.Numbers.Length)], [.. Enumerable.Range(0, TallyColumns.Tokens.Length)],
        [.. Enumerable.Range(0, TallyColumns.Money.Length)], []);

    /// <summary>What a question needs.</summary>
    public static TallyChoice Of(UsageQuery query)
    {
        if (query.Measures is not { } measures)
        {
            return Sums with { Histograms = query.Distributions };
        }

        var (numbers, tokens, money) = (new SortedSet<int> { 0, 1 }, new SortedSet<int>(), new SortedSet<int>());
        numbers.UnionWith(query.Distributions.Select(d => Tally.FirstSum + (int)d));
        foreach (var measure in measures)
        {
            switch (measure)
            {
                case UsageMeasure.Errors: numbers.Add(2); break;
                case UsageMeasure.Unpriced: numbers.Add(5); break;
                case UsageMeasure.Cost: money.Add(0); break;
                case UsageMeasure.EstimatedCost: money.Add(2); break;
                case UsageMeasure.Tokens: tokens.UnionWith([0, 1]); break;
                case UsageMeasure.InputTokens: tokens.Add(0); break;
                case UsageMeasure.OutputTokens: tokens.Add(1); break;
                case UsageMeasure.CacheReadTokens: tokens.Add(2); break;
                case UsageMeasure.CacheWriteTokens: tokens.Add(3); break;
                case UsageMeasure.ReasoningTokens: tokens.Add(4); break;
                case UsageMeasure.Exchanges or UsageMeasure.Requests or UsageMeasure.Tasks: break;
            }
        }

        return new([.. numbers], [.. tokens], [.. money], query.Distributions);
    }
}
