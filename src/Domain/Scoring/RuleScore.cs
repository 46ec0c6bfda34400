namespace Observability.Domain.Scoring;

/// <summary>What a rule says of one answer.</summary>
/// <param name="Value">From 0 (not at all) to 1 (wholly); null = it cannot be said, which is not a failure.</param>
/// <param name="Passed">Whether the answer passes; null = it cannot be said, or the rule only measures.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record RuleScore(double? Value, bool? Passed, string Reason)
{
    internal static RuleScore Verdict(bool passed, string reason) => new(passed ? 1 : 0, passed, reason);

    internal static RuleScore Unknown(string reason) => new(null, null, reason);
}
