using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>What a list of exchanges is sorted by. Of equal ones the newer comes first (in <see cref="Oldest"/> the older), then the one with the greater id (there the lesser).</summary>
public enum ExchangeOrder
{
    /// <summary>The last to start first.</summary>
    Newest,

    /// <summary>The first to start first.</summary>
    Oldest,

    /// <summary>The greatest known cost first. Those whose cost is unknown are left out: they are neither cheap nor dear.</summary>
    Dearest,

    /// <summary>The longest latency first.</summary>
    Slowest,

    /// <summary>The most tokens, input and output together, first. Those of which neither is known are left out.</summary>
    MostTokens,
}

/// <summary>What orders are called, and what they sort by.</summary>
public static class ExchangeOrders
{
    private static readonly Dictionary<string, ExchangeOrder> ByName = Enum.GetValues<ExchangeOrder>().ToDictionary(NameOf, o => o, StringComparer.Ordinal);

    /// <summary>The name in addresses.</summary>
    public static string NameOf(ExchangeOrder order) => order switch
    {
        ExchangeOrder.Newest => "newest",
        ExchangeOrder.Oldest => "oldest",
        ExchangeOrder.Dearest => "cost",
        ExchangeOrder.Slowest => "latency",
        ExchangeOrder.MostTokens => "tokens",
    };

    /// <summary>The order of this name; null when there is none.</summary>
    public static ExchangeOrder? Parse(string name) => ByName.TryGetValue(name, out var order) ? order : null;

    /// <summary>Whether it is the order of time, in which no value is looked at.</summary>
    public static bool IsOfTime(this ExchangeOrder order) => order is ExchangeOrder.Newest or ExchangeOrder.Oldest;

    /// <summary>What it sorts a row by; null for orders of time, and for a row that the order leaves out.</summary>
    public static decimal? ValueOf(this ExchangeOrder order, Exchange row) => order switch
    {
        ExchangeOrder.Dearest => row.CostUsd,
        ExchangeOrder.Slowest => row.DurationUs,
        ExchangeOrder.MostTokens => row.InputTokens is null ? row.OutputTokens : row.InputTokens + (row.OutputTokens ?? 0),
        ExchangeOrder.Newest or ExchangeOrder.Oldest => null,
    };

    /// <summary>The place after a row.</summary>
    public static ExchangeCursor After(this ExchangeOrder order, Exchange row) => new(row.StartedAt, row.Id) { Order = order, Value = order.ValueOf(row) };

    /// <summary>What <see cref="ValueOf"/> is over <c>exchanges e</c>, letter by letter as the index has it; null for orders of time.</summary>
    internal static string? Column(this ExchangeOrder order) => order switch
    {
        ExchangeOrder.Dearest => "e.cost_usd",
        ExchangeOrder.Slowest => "e.duration_us",
        ExchangeOrder.MostTokens => "coalesce(e.input_tokens + e.output_tokens, e.input_tokens, e.output_tokens)",
        ExchangeOrder.Newest or ExchangeOrder.Oldest => null,
    };
}
