namespace Observability.Domain.Pricing;

/// <summary>Every price in force: the catalogue's, and those of the projects' own. Pure and immutable.</summary>
public sealed class PriceBook(IReadOnlyList<OwnPrice> own)
{
    /// <summary>Without any price of a project's own.</summary>
    public static PriceBook Catalogue { get; } = new([]);

    /// <summary>temp</summary>
    public static PriceBook Create(IReadOnlyList<OwnPrice> own, IReadOnlyList<UpstreamTerms> terms, IReadOnlyList<BillingUpstream> upstreams) => new(own);

    /// <summary>What <paramref name="bill"/> comes to, or why that cannot be said. Never throws.</summary>
    public Priced PriceOf(Bill bill)
    {
        foreach (var p in own)
        {
            if ((p.Model == bill.ModelServed || p.Model == bill.ModelRequested || (p.Model.EndsWith('*') && (bill.ModelServed ?? "").StartsWith(p.Model[..^1], StringComparison.Ordinal)))
                && bill.Usage is { } usage && RateTableJson.TryRead(p.Rates, out var table, out _))
            {
                var rates = table!.Tiers["standard"].Rates;
                var lines = new List<CostLine> {
                    new(RateKind.Input, usage.Input ?? 0, rates[RateKind.Input], 1000000, 1, (usage.Input ?? 0) * rates[RateKind.Input] / 1000000m),
                    new(RateKind.Output, usage.Output ?? 0, rates[RateKind.Output], 1000000, 1, (usage.Output ?? 0) * rates[RateKind.Output] / 1000000m) };
                return new(PricingState.Priced, new(lines.Sum(l => l.Usd), lines, new("own", p.Model, p.StartsAt, "standard", p.CreatedBy, p.Id)), null);
            }
        }

        return Priced.Unpriced($"There is no price for {bill.ModelServed ?? bill.ModelRequested ?? "a call without a model"}.");
    }
}
