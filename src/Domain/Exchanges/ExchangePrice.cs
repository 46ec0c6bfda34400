using Observability.Domain.Pricing;

namespace Observability.Domain.Exchanges;

/// <summary>Puts a price on a row.</summary>
public static class ExchangePrice
{
    /// <summary>Sets the columns of the price.</summary>
    public static void Set(Exchange row, PriceBook book)
    {
        var priced = book.PriceOf(Bill.Of(row));
        row.Pricing = priced.State;
        row.UnpricedReason = priced.Reason;
        row.CostUsd = priced.State == PricingState.Priced ? priced.Cost!.Usd : null;
        row.EstimatedCostUsd = priced.State == PricingState.Estimated ? priced.Cost!.Usd : null;
        row.CostBreakdown = priced.Cost is { } cost ? CostJson.Write(cost) : null;
    }
}
