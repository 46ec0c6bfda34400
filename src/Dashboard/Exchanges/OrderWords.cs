namespace Observability.Dashboard.Exchanges;

/// <summary>What pages say about each order of a list.</summary>
public static class OrderWords
{
    /// <summary>The order, as a choice.</summary>
    public static string NameOf(ExchangeOrder order) => order switch
    {
        ExchangeOrder.Newest => ExchangeOrderText.Newest,
        ExchangeOrder.Oldest => ExchangeOrderText.Oldest,
        ExchangeOrder.Dearest => ExchangeOrderText.Dearest,
        ExchangeOrder.Slowest => ExchangeOrderText.Slowest,
        ExchangeOrder.MostTokens => ExchangeOrderText.MostTokens,
    };

    /// <summary>What the order leaves out, in a sentence; null when it leaves out nothing.</summary>
    public static string? LeftOut(ExchangeOrder order) => order switch
    {
        ExchangeOrder.Dearest => ExchangeOrderText.NoCostLeftOut,
        ExchangeOrder.MostTokens => ExchangeOrderText.NoTokensLeftOut,
        ExchangeOrder.Newest or ExchangeOrder.Oldest or ExchangeOrder.Slowest => null,
    };

    /// <summary>The link to the first page.</summary>
    public static string ToHead(ExchangeOrder order) => order switch
    {
        ExchangeOrder.Newest => ExchangeOrderText.ToNewest,
        ExchangeOrder.Oldest => ExchangeOrderText.ToOldest,
        ExchangeOrder.Dearest or ExchangeOrder.Slowest or ExchangeOrder.MostTokens => ExchangeOrderText.ToFirst,
    };

    /// <summary>The link to the next page.</summary>
    public static string Onwards(ExchangeOrder order) => order switch
    {
        ExchangeOrder.Newest => ExchangeOrderText.Older,
        ExchangeOrder.Oldest => ExchangeOrderText.Newer,
        ExchangeOrder.Dearest or ExchangeOrder.Slowest or ExchangeOrder.MostTokens => ExchangeOrderText.Next,
    };
}
