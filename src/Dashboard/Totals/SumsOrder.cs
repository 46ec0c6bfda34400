namespace Observability.Dashboard.Totals;

/// <summary>What a table of sums can be ordered by.</summary>
public enum SumsOrder
{
    /// <summary>Known cost.</summary>
    Cost,

    /// <summary>What the rows are called.</summary>
    Name,

    /// <summary>How many requests.</summary>
    Requests,

    /// <summary>How many background tasks.</summary>
    Tasks,

    /// <summary>The share that failed.</summary>
    Errors,

    /// <summary>Known cost of background tasks.</summary>
    TaskCost,

    /// <summary>Known cost of a thousand.</summary>
    PerThousand,

    /// <summary>Estimated cost.</summary>
    Estimated,

    /// <summary>How many have no price.</summary>
    Unpriced,

    /// <summary>Input tokens.</summary>
    Input,

    /// <summary>Output tokens.</summary>
    Output,

    /// <summary>Input tokens read from the provider's cache.</summary>
    CacheRead,

    /// <summary>Input tokens written to it.</summary>
    CacheWrite,

    /// <summary>Output tokens that were reasoning.</summary>
    Reasoning,

    /// <summary>Share of the input read from the provider's cache.</summary>
    CacheShare,

    /// <summary>Median latency.</summary>
    Latency,

    /// <summary>Its 95th percentile.</summary>
    LatencyP95,

    /// <summary>Median time to the first token.</summary>
    FirstToken,

    /// <summary>Its 95th percentile.</summary>
    FirstTokenP95,

    /// <summary>Output tokens per second.</summary>
    Rate,

    /// <summary>How many keys were used.</summary>
    Keys,

    /// <summary>How many upstreams were asked.</summary>
    Upstreams,

    /// <summary>When last seen.</summary>
    LastSeen,

    /// <summary>When first seen.</summary>
    FirstSeen,
}

/// <summary>What sums are ordered by.</summary>
public static class SumsOrders
{
    /// <summary>The number that stands for an order; null when it is unknown, or no number of these sums.</summary>
    public static decimal? ValueOf(this Sums sums, SumsOrder order) => order switch
    {
        SumsOrder.Cost => sums.CostUsd,
        SumsOrder.Requests => sums.Requests,
        SumsOrder.Tasks => sums.Tasks,
        SumsOrder.Errors => (decimal?)sums.ErrorShare,
        SumsOrder.TaskCost => sums.TaskCostUsd,
        SumsOrder.PerThousand => sums.PerThousandUsd,
        SumsOrder.Estimated => sums.EstimatedCostUsd,
        SumsOrder.Unpriced => sums.Unpriced,
        SumsOrder.Input => sums.InputTokens,
        SumsOrder.Output => sums.OutputTokens,
        SumsOrder.CacheRead => sums.CacheReadTokens,
        SumsOrder.CacheWrite => sums.CacheWriteTokens,
        SumsOrder.Reasoning => sums.ReasoningTokens,
        SumsOrder.CacheShare => (decimal?)sums.CacheReadShare,
        SumsOrder.Latency => (decimal?)sums.LatencyP50Us,
        SumsOrder.LatencyP95 => (decimal?)sums.LatencyP95Us,
        SumsOrder.FirstToken => (decimal?)sums.FirstTokenP50Us,
        SumsOrder.FirstTokenP95 => (decimal?)sums.FirstTokenP95Us,
        SumsOrder.Rate => (decimal?)sums.OutputRateP50,
        SumsOrder.LastSeen => sums.LastSeen?.UtcTicks,
        SumsOrder.FirstSeen => sums.FirstSeen?.UtcTicks,
        SumsOrder.Name or SumsOrder.Keys or SumsOrder.Upstreams => null,
    };
}
