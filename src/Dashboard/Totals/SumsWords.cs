namespace Observability.Dashboard.Totals;

/// <summary>What the columns of tables of sums are called.</summary>
internal static class SumsWords
{
    /// <summary>Heading, and what it counts.</summary>
    public static (string Text, string? Hint) Of(SumsOrder order) => order switch
    {
        SumsOrder.Name => ("", null),
        SumsOrder.Requests => (SumsText.Requests, SumsText.RequestsHint),
        SumsOrder.Tasks => (SumsText.Tasks, SumsText.TasksHint),
        SumsOrder.Errors => (SumsText.Errors, SumsText.ErrorsHint),
        SumsOrder.Cost => (SumsText.Cost, SumsText.KnownCostHint),
        SumsOrder.TaskCost => (SumsText.TaskCost, SumsText.TaskCostHint),
        SumsOrder.PerThousand => (SumsText.PerThousand, SumsText.PerThousandHint),
        SumsOrder.Estimated => (SumsText.Estimated, SumsText.EstimatedHint),
        SumsOrder.Unpriced => (SumsText.Unpriced, SumsText.UnpricedHint),
        SumsOrder.Input => (SumsText.TokensIn, SumsText.TokensInHint),
        SumsOrder.Output => (SumsText.TokensOut, SumsText.TokensOutHint),
        SumsOrder.CacheRead => (SumsText.CacheRead, SumsText.CacheReadHint),
        SumsOrder.CacheWrite => (SumsText.CacheWrite, SumsText.CacheWriteHint),
        SumsOrder.Reasoning => (SumsText.Reasoning, SumsText.ReasoningHint),
        SumsOrder.CacheShare => (SumsText.CacheShare, SumsText.CacheShareHint),
        SumsOrder.Latency => (SumsText.LatencyP50, SumsText.LatencyHint),
        SumsOrder.LatencyP95 => (SumsText.LatencyP95, SumsText.LatencyHint),
        SumsOrder.FirstToken => (SumsText.FirstTokenP50, SumsText.FirstTokenHint),
        SumsOrder.FirstTokenP95 => (SumsText.FirstTokenP95, SumsText.FirstTokenHint),
        SumsOrder.Rate => (SumsText.Rate, SumsText.RateHint),
        SumsOrder.Keys => (SumsText.Keys, SumsText.KeysHint),
        SumsOrder.Upstreams => (SumsText.Upstreams, SumsText.UpstreamsHint),
        SumsOrder.LastSeen => (SumsText.LastSeen, SumsText.SeenHint),
        SumsOrder.FirstSeen => (SumsText.FirstSeen, SumsText.SeenHint),
    };

    /// <summary>Whether a column holds numbers.</summary>
    public static bool IsNumber(SumsOrder order) => order is not (SumsOrder.Name or SumsOrder.LastSeen or SumsOrder.FirstSeen);

    /// <summary>What parts are told apart by, as a heading.</summary>
    public static string By(string dimension) => dimension switch
    {
        "model" => SumsText.ByModel,
        "user" => SumsText.ByUser,
        "key" => SumsText.ByKey,
        "upstream" => SumsText.ByUpstream,
        "task" => SumsText.ByTask,
        _ => dimension,
    };

    /// <summary>What is said where the exchanges name none.</summary>
    public static string None(string dimension) => dimension switch
    {
        "task" => SumsText.Ordinary,
        "user" => SumsText.NobodyNamed,
        _ => SumsText.NoName,
    };

    /// <summary>What readers call a part.</summary>
    public static string Name(string dimension, GroupSums part) => part.Title ?? (part.Name is null or "" ? None(dimension) : part.Name);
}
