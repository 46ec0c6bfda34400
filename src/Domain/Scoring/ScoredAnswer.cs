using Observability.Domain.Formats;

namespace Observability.Domain.Scoring;

/// <summary>An answer as rules look at it. Null = unknown, everywhere.</summary>
public sealed record ScoredAnswer
{
    /// <summary>Its text; null when there is none: the call failed, or its answer was not kept.</summary>
    public string? Text { get; init; }

    /// <summary>Whether <see cref="Text"/> is less than all of it: what was cut off may hold what a rule looks for.</summary>
    public bool Cut { get; init; }

    /// <summary>The answer that was wished for; null when the row names none.</summary>
    public string? Expected { get; init; }

    /// <summary>From the request to the last byte of the answer.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>What it cost, US dollars, by reported usage; null when it has no price or its tokens were estimated.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Output tokens, reasoning included.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Why generation ended, as the provider spells it.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The same in our own small set.</summary>
    public FinishKind? Finish { get; init; }
}
