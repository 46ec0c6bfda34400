namespace Observability.Domain.Scoring;

/// <summary>What a rule asks of an answer.</summary>
public enum RuleKind
{
    /// <summary>The text is in the answer.</summary>
    Contains,

    /// <summary>The text is not in the answer.</summary>
    NotContains,

    /// <summary>The answer is the text.</summary>
    Equals,

    /// <summary>A regular expression is found in the answer.</summary>
    Regex,

    /// <summary>The answer is JSON.</summary>
    JsonValid,

    /// <summary>The answer is JSON that fits a schema.</summary>
    JsonSchema,

    /// <summary>How near the answer comes to the text (<see cref="Scoring.Similarity"/>).</summary>
    Similarity,

    /// <summary>The answer was complete before a time, milliseconds.</summary>
    LatencyBelow,

    /// <summary>It cost less than an amount, US dollars.</summary>
    CostBelow,

    /// <summary>It has fewer output tokens than a number.</summary>
    OutputTokensBelow,

    /// <summary>Generation ended for a reason.</summary>
    FinishReason,
}
