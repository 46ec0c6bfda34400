namespace Observability.Domain.Rollups;

/// <summary>What a chart can show of some exchanges.</summary>
public enum UsageMeasure
{
    /// <summary>Exchanges, background tasks included.</summary>
    Exchanges,

    /// <summary>Ordinary requests.</summary>
    Requests,

    /// <summary>Background tasks.</summary>
    Tasks,

    /// <summary>Those that failed.</summary>
    Errors,

    /// <summary>Known cost, US dollars.</summary>
    Cost,

    /// <summary>Estimated cost, US dollars.</summary>
    EstimatedCost,

    /// <summary>Those without a price.</summary>
    Unpriced,

    /// <summary>Input and output tokens.</summary>
    Tokens,

    /// <summary>Input tokens.</summary>
    InputTokens,

    /// <summary>Output tokens.</summary>
    OutputTokens,

    /// <summary>Input tokens read from the provider's cache.</summary>
    CacheReadTokens,

    /// <summary>Input tokens written to the provider's cache.</summary>
    CacheWriteTokens,

    /// <summary>Output tokens that were reasoning.</summary>
    ReasoningTokens,
}

/// <summary>The values of measures.</summary>
public static class UsageMeasures
{
    /// <summary>A measure of a tally; null when it is unknown for all. All of them add up over parts.</summary>
    public static decimal? Of(this Tally tally, UsageMeasure measure) => measure switch
    {
        UsageMeasure.Exchanges => tally.Exchanges,
        UsageMeasure.Requests => tally.Requests,
        UsageMeasure.Tasks => tally.Tasks,
        UsageMeasure.Errors => tally.Errors,
        UsageMeasure.Cost => tally.CostUsd,
        UsageMeasure.EstimatedCost => tally.EstimatedCostUsd,
        UsageMeasure.Unpriced => tally.Unpriced,
        UsageMeasure.Tokens => tally.InputTokens is null ? tally.OutputTokens : tally.InputTokens + (tally.OutputTokens ?? 0),
        UsageMeasure.InputTokens => tally.InputTokens,
        UsageMeasure.OutputTokens => tally.OutputTokens,
        UsageMeasure.CacheReadTokens => tally.CacheReadTokens,
        UsageMeasure.CacheWriteTokens => tally.CacheWriteTokens,
        UsageMeasure.ReasoningTokens => tally.ReasoningTokens,
    };
}
