namespace Observability.Domain.Scoring;

/// <summary>Where a value lies, with 95 % confidence.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The share of the intervals made this way that hold the true value.</summary>
    public const double Confidence = 0.95;

    /// <summary>Whether a value lies in it, its ends included.</summary>
    public bool Holds(double value) => value >= Low && value <= High;
}
