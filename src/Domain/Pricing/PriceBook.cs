namespace Observability.Domain.Pricing;

/// <summary>Every price in force: the catalogue's, and those of the projects' own. Pure and immutable.</summary>
public sealed class PriceBook
{
    /// <summary>Without any price of a project's own.</summary>
    public static PriceBook Catalogue { get; } = new();

    /// <summary>What <paramref name="bill"/> comes to, or why that cannot be said. Never throws.</summary>
    public Priced PriceOf(Bill bill) => Priced.Unpriced($"There is no price for {bill.ModelServed ?? bill.ModelRequested ?? "a call without a model"}.");
}
