using System.Globalization;
using System.Text.RegularExpressions;

namespace Observability.Domain.Scoring;

/// <summary>A rule that scores answers: pure, bounded in time and memory whatever the answer holds.</summary>
public sealed record ScoringRule
{
    /// <summary>Longest text a rule may have, characters.</summary>
    public const int MostText = 32_768;

    /// <summary>Longest name, characters.</summary>
    public const int MostName = 60;

    /// <summary>What it asks.</summary>
    public required RuleKind Kind { get; init; }

    /// <summary>What its column is called; unique within an experiment.</summary>
    public required string Name { get; init; }

    /// <summary>The text, pattern, schema or reason it asks for; null = the answer that the row expects, where the kind has use for one.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// The bound: milliseconds, US dollars or tokens, which the answer must stay below; for a similarity the least that passes, 0 to 1, null = it
    /// only measures. Null where the kind has none.
    /// </summary>
    public decimal? Limit { get; init; }

    /// <summary>Whether letters of either case are the same.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Whether white space around both texts is left aside.</summary>
    public bool Trim { get; init; }

    /// <summary>Whether <see cref="Text"/> null takes the text that the row expects.</summary>
    public static bool MayExpect(RuleKind kind) => kind is RuleKind.Contains or RuleKind.NotContains or RuleKind.Equals or RuleKind.Similarity;

    /// <summary>Whether rules of a kind have a bound and no text.</summary>
    public static bool IsBound(RuleKind kind) => kind is RuleKind.LatencyBelow or RuleKind.CostBelow or RuleKind.OutputTokensBelow;

    /// <summary>Why this rule cannot be used, in a sentence; null = it can.</summary>
    public RuleFault? Fault()
    {
        if (Name.Trim().Length is 0 or > MostName)
        {
            return new(RuleFaultKind.Name, MostName.ToString(CultureInfo.InvariantCulture));
        }

        if (Text is { Length: > MostText })
        {
            return new(RuleFaultKind.TextTooLong, MostText.ToString(CultureInfo.InvariantCulture));
        }

        return Kind switch
        {
            RuleKind.Regex => TextRules.PatternFault(Text) is { } fault ? new(RuleFaultKind.Pattern, fault) : null,
            RuleKind.JsonSchema => AnswerSchema.Parse(Text ?? "").Fault is { } fault ? new(RuleFaultKind.Schema, fault) : null,
            RuleKind.FinishReason when string.IsNullOrWhiteSpace(Text) => new(RuleFaultKind.NoText, ""),
            RuleKind.Similarity when Limit is < 0 or > 1 => new(RuleFaultKind.Share, ""),
            RuleKind.LatencyBelow or RuleKind.CostBelow or RuleKind.OutputTokensBelow when Limit is null or <= 0 => new(RuleFaultKind.Bound, ""),
            _ when MayExpect(Kind) && Text is "" => new(RuleFaultKind.NoText, ""),
            _ => null,
        };
    }

    /// <summary>The score of an answer. Never throws for a rule without a <see cref="Fault"/>.</summary>
    /// <exception cref="ArgumentException">The rule has a <see cref="Fault"/>.</exception>
    public RuleScore Score(ScoredAnswer answer)
    {
        try
        {
            return Kind switch
            {
                RuleKind.LatencyBelow => BoundRules.Latency(this, answer),
                RuleKind.CostBelow => BoundRules.Cost(this, answer),
                RuleKind.OutputTokensBelow => BoundRules.OutputTokens(this, answer),
                RuleKind.FinishReason => BoundRules.Finish(this, answer),
                RuleKind.JsonValid => OfText(answer) ?? JsonRules.Valid(answer),
                RuleKind.JsonSchema => OfText(answer) ?? JsonRules.Fits(this, answer),
                RuleKind.Regex => OfText(answer) ?? TextRules.Pattern(this, answer),
                RuleKind.Similarity => OfText(answer) ?? TextRules.Similar(this, answer),
                RuleKind.Equals => OfText(answer) ?? TextRules.Same(this, answer),
                RuleKind.Contains or RuleKind.NotContains => OfText(answer) ?? TextRules.Found(this, answer),
            };
        }
        catch (RegexMatchTimeoutException)
        {
            return RuleScore.Unknown("The regular expression took longer than a second.");
        }
    }

    private RuleScore? OfText(ScoredAnswer answer) =>
        answer.Text is null ? RuleScore.Unknown("There is no text of an answer.")
        : MayExpect(Kind) && (Text ?? answer.Expected) is null ? RuleScore.Unknown("The row names no answer that is expected.")
        : null;
}
