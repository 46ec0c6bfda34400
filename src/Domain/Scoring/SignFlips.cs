namespace Observability.Domain.Scoring;

/// <summary>The paired test by swapping: if both variants are alike, each row's difference could as well have had the other sign.</summary>
internal static class SignFlips
{
    private const int MostExact = 16;
    private const int Draws = 20_000;

    /// <summary>Two-sided probability of a sum at least as far from zero; null when no row differs.</summary>
    public static double? P(IReadOnlyList<double> differences, int seed)
    {
        var sizes = differences.Where(d => d != 0).Select(Math.Abs).ToArray();
        if (sizes.Length == 0)
        {
            return null;
        }

        // Sums of the same sizes in another order may differ in the last digit; that must not make a tie a difference.
        var far = Math.Abs(differences.Sum()) - (1e-9 * sizes.Sum());
        return sizes.All(s => Math.Abs(s - sizes[0]) < 1e-12) ? SignTest(differences.Count(d => d > 0), differences.Count(d => d < 0))
            : sizes.Length <= MostExact ? Every(sizes, far)
            : Drawn(sizes, far, seed);
    }

    /// <summary>The exact sign test, which is McNemar's exact test of discordant pairs: 2 · P(X ≤ min(b, c)), X binomial with n = b + c and ½.</summary>
    public static double SignTest(int better, int worse)
    {
        var n = better + worse;
        // In logarithms: 2⁻ⁿ underflows where n is large.
        var log = -n * Math.Log(2);
        var tail = 0.0;
        for (var k = 0; k <= Math.Min(better, worse); k++)
        {
            tail += Math.Exp(log);
            log += Math.Log(n - k) - Math.Log(k + 1);
        }

        return Math.Min(1, 2 * tail);
    }

    private static double Every(double[] sizes, double far)
    {
        var found = 0;
        for (var signs = 0; signs < 1 << sizes.Length; signs++)
        {
            var sum = 0.0;
            for (var i = 0; i < sizes.Length; i++)
            {
                sum += (signs & (1 << i)) != 0 ? sizes[i] : -sizes[i];
            }

            found += Math.Abs(sum) >= far ? 1 : 0;
        }

        return (double)found / (1 << sizes.Length);
    }

    // What was seen counts as one of the draws, so that no probability is zero.
    private static double Drawn(double[] sizes, double far, int seed)
    {
        var random = new Random(seed);
        var found = 1;
        for (var draw = 0; draw < Draws; draw++)
        {
            var sum = 0.0;
            foreach (var size in sizes)
            {
                sum += (random.Next() & 1) != 0 ? size : -size;
            }

            found += Math.Abs(sum) >= far ? 1 : 0;
        }

        return (double)found / (Draws + 1);
    }
}
