namespace Observability.Domain.Scoring;

/// <summary>The mean of what was measured and how sure it is.</summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Interval">Its interval; null with fewer than two values, or when they are all the same: their spread is not known then.</param>
/// <param name="Count">How many values.</param>
public sealed record MeanEstimate(double Mean, Interval? Interval, int Count)
{
    /// <summary>
    /// The mean of independent values, with the interval of Student's t: mean ± t(0.975, n − 1) · s ÷ √n, s² = Σ(x − mean)² ÷ (n − 1).
    /// Null when there are none.
    /// </summary>
    /// <param name="values">The values; those that are not known left out.</param>
    public static MeanEstimate? Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var mean = values.Average();
        var spread = values.Sum(v => (v - mean) * (v - mean));
        if (values.Count < 2 || values.All(v => v.Equals(values[0])))
        {
            return new(mean, null, values.Count);
        }

        var half = StudentT.Quantile(0.5 + (Scoring.Interval.Confidence / 2), values.Count - 1) * Math.Sqrt(spread / (values.Count - 1) / values.Count);
        return new(mean, new(mean - half, mean + half), values.Count);
    }
}
