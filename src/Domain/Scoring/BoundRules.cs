using System.Globalization;

namespace Observability.Domain.Scoring;

/// <summary>Rules that look at numbers and at how generation ended.</summary>
internal static class BoundRules
{
    public static RuleScore Latency(ScoringRule rule, ScoredAnswer answer) => answer.Latency is { } latency
        ? Below((decimal)latency.TotalMilliseconds, rule, "ms")
        : RuleScore.Unknown("How long it took is not known.");

    public static RuleScore Cost(ScoringRule rule, ScoredAnswer answer) => answer.CostUsd is { } cost
        ? Below(cost, rule, "USD")
        : RuleScore.Unknown("What it cost is not known: it has no price, or its tokens were estimated.");

    public static RuleScore OutputTokens(ScoringRule rule, ScoredAnswer answer) => answer.OutputTokens is { } tokens
        ? Below(tokens, rule, "output tokens")
        : RuleScore.Unknown("The number of output tokens is not known.");

    public static RuleScore Finish(ScoringRule rule, ScoredAnswer answer)
    {
        var own = answer.Finish is { } finish ? EnumNames.NameOf(finish) : null;
        if ((answer.FinishReason ?? own) is not { } said)
        {
            return RuleScore.Unknown("The provider did not say why generation ended.");
        }

        var wanted = rule.Text!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var passed = wanted.Any(w => w.Equals(said, StringComparison.OrdinalIgnoreCase) || w.Equals(own, StringComparison.OrdinalIgnoreCase));
        return RuleScore.Verdict(passed, $"Generation ended with '{said}'.");
    }

    private static RuleScore Below(decimal value, ScoringRule rule, string unit) => RuleScore.Verdict(
        value < rule.Limit, string.Create(CultureInfo.InvariantCulture, $"{value:0.######} {unit}, {(value < rule.Limit ? "below" : "not below")} {rule.Limit:0.######}."));
}
