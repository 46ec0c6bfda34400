using Observability.Domain.Rollups;

namespace Observability.Dashboard.Totals;

/// <summary>What some exchanges come to. Lists of models, counts of tokens, management calls and the outer hop of a relayed call are not among them.</summary>
public sealed record Sums
{
    /// <summary>Nothing happened.</summary>
    public static Sums None { get; } = new();

    /// <summary>Requests and background tasks together.</summary>
    public long Exchanges { get; init; }

    /// <summary>Of <see cref="Exchanges"/>, background tasks.</summary>
    public long Tasks { get; init; }

    /// <summary>Those that failed.</summary>
    public long Errors { get; init; }

    /// <summary>Those whose cost is known.</summary>
    public long Priced { get; init; }

    /// <summary>Those that should cost something and have no price.</summary>
    public long Unpriced { get; init; }

    /// <summary>Those whose tokens were counted here because the provider did not.</summary>
    public long CountedHere { get; init; }

    /// <summary>Known cost, background tasks included, US dollars; null when none is known.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Of <see cref="CostUsd"/>, that of background tasks; null when none is known.</summary>
    public decimal? TaskCostUsd { get; init; }

    /// <summary>Estimated cost; never part of the known one. Null when nothing was estimated.</summary>
    public decimal? EstimatedCostUsd { get; init; }

    /// <summary>Input tokens, cached ones included; null when unknown for all, as are those below.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Output tokens, reasoning included.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Of the input, what was read from the provider's cache.</summary>
    public long? CacheReadTokens { get; init; }

    /// <summary>Of the input, what was written to the provider's cache.</summary>
    public long? CacheWriteTokens { get; init; }

    /// <summary>Of the output, what was thought.</summary>
    public long? ReasoningTokens { get; init; }

    /// <summary>Median latency, microseconds, within one per cent; null when there is none or it was not asked for, as are those below.</summary>
    public double? LatencyP50Us { get; init; }

    /// <summary>Its 95th percentile.</summary>
    public double? LatencyP95Us { get; init; }

    /// <summary>Median time to the first token of streams, microseconds.</summary>
    public double? FirstTokenP50Us { get; init; }

    /// <summary>Its 95th percentile.</summary>
    public double? FirstTokenP95Us { get; init; }

    /// <summary>Median of the output tokens per second.</summary>
    public double? OutputRateP50 { get; init; }

    /// <summary>Start of the first of them; null when there is none.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>Start of the last of them.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Those that were no background tasks.</summary>
    public long Requests => Exchanges - Tasks;

    /// <summary>Share of those that failed; null when there is none.</summary>
    public double? ErrorShare => Exchanges == 0 ? null : (double)Errors / Exchanges;

    /// <summary>What a thousand of those with a known cost cost; null when none is known.</summary>
    public decimal? PerThousandUsd => Priced == 0 ? null : CostUsd * 1000 / Priced;

    /// <summary>Share of the input that was read from the provider's cache; null when either is unknown.</summary>
    public double? CacheReadShare => InputTokens > 0 && CacheReadTokens is { } read ? (double)read / InputTokens : null;

    /// <summary>Of a tally; percentiles as far as they were asked for.</summary>
    public static Sums Of(Tally tally) => new()
    {
        Exchanges = tally.Exchanges,
        Tasks = tally.Tasks,
        Errors = tally.Errors,
        Priced = tally.Priced,
        Unpriced = tally.Unpriced,
        CountedHere = tally.Estimated,
        CostUsd = tally.CostUsd,
        TaskCostUsd = tally.TaskCostUsd,
        EstimatedCostUsd = tally.EstimatedCostUsd,
        InputTokens = tally.InputTokens,
        OutputTokens = tally.OutputTokens,
        CacheReadTokens = tally.CacheReadTokens,
        CacheWriteTokens = tally.CacheWriteTokens,
        ReasoningTokens = tally.ReasoningTokens,
        LatencyP50Us = tally.Percentile(Distribution.Latency, 0.5),
        LatencyP95Us = tally.Percentile(Distribution.Latency, 0.95),
        FirstTokenP50Us = tally.Percentile(Distribution.FirstToken, 0.5),
        FirstTokenP95Us = tally.Percentile(Distribution.FirstToken, 0.95),
        OutputRateP50 = tally.Percentile(Distribution.OutputRate, 0.5) / 1000,
        FirstSeen = tally.FirstAt,
        LastSeen = tally.LastAt,
    };
}
