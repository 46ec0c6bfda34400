namespace Observability.Domain.Scoring;

/// <summary>How many of how many, and how sure the share is.</summary>
/// <param name="Passed">How many did.</param>
/// <param name="Count">Of how many; those that are not known left out.</param>
public readonly record struct Proportion(int Passed, int Count)
{
    private const double Z = 1.959963984540054;

    /// <summary>The share; null when there are none.</summary>
    public double? Share => Count == 0 ? null : (double)Passed / Count;

    /// <summary>
    /// Wilson's score interval: (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) ÷ (1 + z²/n), z = 1.96 (E. B. Wilson, 1927). It holds with few values and near
    /// 0 and 1 too, where p ± z·√(p(1 − p)/n) does not. Null when there are none.
    /// </summary>
    public Interval? Interval
    {
        get
        {
            if (Share is not { } p)
            {
                return null;
            }

            var (n, zz) = ((double)Count, Z * Z);
            var middle = (p + (zz / (2 * n))) / (1 + (zz / n));
            var half = Z * Math.Sqrt((p * (1 - p) / n) + (zz / (4 * n * n))) / (1 + (zz / n));
            return new(Passed == 0 ? 0 : Math.Max(0, middle - half), Passed == Count ? 1 : Math.Min(1, middle + half));
        }
    }
}
