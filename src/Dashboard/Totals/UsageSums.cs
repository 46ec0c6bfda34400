namespace Observability.Dashboard.Totals;

/// <summary>What some exchanges come to. Lists of models, counts of tokens, management calls and the outer hop of a relayed call are not among them.</summary>
public abstract record UsageSums
{
    /// <summary>Ordinary exchanges.</summary>
    public long Requests { get; init; }

    /// <summary>Background tasks; not among <see cref="Requests"/>.</summary>
    public long Tasks { get; init; }

    /// <summary>Both, those that failed.</summary>
    public long Errors { get; init; }

    /// <summary>Both, those that should cost something and have no price.</summary>
    public long Unpriced { get; init; }

    /// <summary>Both, those whose tokens were counted here because the provider did not.</summary>
    public long CountedHere { get; init; }

    /// <summary>Known cost of the ordinary ones, US dollars; null when none is known.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Known cost of the background tasks; null when none is known.</summary>
    public decimal? TaskCostUsd { get; init; }

    /// <summary>Cost of both as far as it is estimated; never part of the known ones. Null when nothing was estimated.</summary>
    public decimal? EstimatedCostUsd { get; init; }

    /// <summary>Input tokens of both; null when unknown for all.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Output tokens of both; null when unknown for all.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Start of the first of them.</summary>
    public DateTimeOffset FirstSeen { get; init; }

    /// <summary>Start of the last of them.</summary>
    public DateTimeOffset LastSeen { get; init; }

    /// <summary>Requests and tasks together.</summary>
    public long Exchanges => Requests + Tasks;

    /// <summary>Known cost of requests and tasks together; null when none is known.</summary>
    public decimal? KnownCostUsd => CostUsd is null ? TaskCostUsd : CostUsd + (TaskCostUsd ?? 0);
}
