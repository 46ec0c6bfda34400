namespace Observability.Dashboard.Experiments;

/// <summary>Rows on which a variant fails what the baseline passed: the answer to "is it worse anywhere?". Pure.</summary>
internal static class Regressions
{
    /// <summary>
    /// Rows and what got worse on them, counted over variants and rules: a rule that the variant passes in fewer of the row's answers than the baseline;
    /// or an answer that failed where the baseline's did not.
    /// </summary>
    public static IReadOnlyDictionary<int, int> Of(IReadOnlyList<Measure> measures, IReadOnlyList<ScoredCell> cells, (int Variants, int Baseline) of)
    {
        var rules = measures.Where(m => m.IsPassOrFail).ToList();
        var worse = new Dictionary<int, int>();
        foreach (var row in cells.GroupBy(c => c.Row))
        {
            var answers = row.ToLookup(c => c.Variant);
            var count = Enumerable.Range(0, of.Variants).Where(v => v != of.Baseline).Sum(v => Count(rules, [.. answers[of.Baseline]], [.. answers[v]]));
            if (count > 0)
            {
                worse[row.Key] = count;
            }
        }

        return worse;
    }

    /// <summary>In how many respects one row's answers of a variant are worse than those of the baseline.</summary>
    public static int Count(IReadOnlyList<Measure> rules, IReadOnlyList<ScoredCell> baseline, IReadOnlyList<ScoredCell> variant) =>
        rules.Count(r => Share(r, variant) < Share(r, baseline))
        + (variant.Any(Failed) && variant.All(c => c.Settled) && baseline.Count > 0 && baseline.All(c => c.Answered) ? 1 : 0);

    private static bool Failed(ScoredCell cell) => cell.Settled && !cell.Answered;

    private static double? Share(Measure rule, IReadOnlyList<ScoredCell> cells) => cells.Select(rule.Value).Average();
}
