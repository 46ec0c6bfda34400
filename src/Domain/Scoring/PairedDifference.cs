namespace Observability.Domain.Scoring;

/// <summary>What one variant has more than another on the same rows.</summary>
/// <remarks>
/// The row is the unit: several answers to one row are averaged before they come here, because they are not independent of each other. All that is
/// random follows from the seed, so the same numbers give the same page.
/// </remarks>
/// <param name="Mean">Mean difference, other minus baseline.</param>
/// <param name="Interval">
/// Its interval: the 2.5 % and 97.5 % quantiles of the means of <see cref="Resamples"/> samples drawn from the differences with replacement (the
/// bootstrap of B. Efron, 1979). Null with fewer than two rows or when all differ by the same.
/// </param>
/// <param name="Better">Rows with a higher value.</param>
/// <param name="Worse">Rows with a lower value.</param>
/// <param name="Count">Rows compared; rows on which either value is not known are left out.</param>
/// <param name="P">
/// How often chance alone makes a mean difference as large, in either direction, when both variants are alike: the share of all ways to swap the two
/// within rows that give one (the sign-flip test of R. A. Fisher, 1935). For pass or fail that is McNemar's exact test. Null when nothing differs.
/// </param>
public sealed record PairedDifference(double Mean, Interval? Interval, int Better, int Worse, int Count, double? P)
{
    /// <summary>Samples of the bootstrap.</summary>
    public const int Resamples = 4_000;

    /// <summary>The difference over rows; null when there are none.</summary>
    /// <param name="differences">Other minus baseline, one per row on which both are known.</param>
    /// <param name="seed">Where chance begins.</param>
    public static PairedDifference? Of(IReadOnlyList<double> differences, int seed) => differences.Count == 0 ? null : new(
        differences.Average(),
        Bootstrap(differences, seed),
        differences.Count(d => d > 0),
        differences.Count(d => d < 0),
        differences.Count,
        SignFlips.P(differences, seed));

    private static Interval? Bootstrap(IReadOnlyList<double> differences, int seed)
    {
        if (differences.Count < 2 || differences.All(d => d.Equals(differences[0])))
        {
            return null;
        }

        var random = new Random(seed);
        var means = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < differences.Count; j++)
            {
                sum += differences[random.Next(differences.Count)];
            }

            means[i] = sum / differences.Count;
        }

        Array.Sort(means);
        return new(means[(int)(0.025 * Resamples)], means[Resamples - 1 - (int)(0.025 * Resamples)]);
    }
}
