namespace Observability.Domain.Scoring;

/// <summary>Correction for many comparisons: of twenty differences that are none, one looks like one.</summary>
public static class Holm
{
    /// <summary>
    /// Probabilities as S. Holm (1979) corrects them: the k-th smallest of m is multiplied by m − k + 1, never falls below the one before it, and never
    /// rises above 1. To call those below 0.05 differences is then wrong at all in at most 5 % of such tables. Null stays null and is not counted.
    /// </summary>
    /// <param name="probabilities">Each as it was found; null = there was nothing to test.</param>
    public static IReadOnlyList<double?> Correct(IReadOnlyList<double?> probabilities)
    {
        var corrected = new double?[probabilities.Count];
        var order = Enumerable.Range(0, probabilities.Count).Where(i => probabilities[i] is not null).OrderBy(i => probabilities[i]).ToList();
        var least = 0.0;
        for (var k = 0; k < order.Count; k++)
        {
            least = Math.Max(least, Math.Min(1, probabilities[order[k]]!.Value * (order.Count - k)));
            corrected[order[k]] = least;
        }

        return corrected;
    }
}
