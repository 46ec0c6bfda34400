namespace Observability.Domain.Pricing;

/// <summary>The answer of the price book: a state, with the cost where there is one and the reason where there is none.</summary>
/// <param name="State">How it is priced.</param>
/// <param name="Cost">What it cost; null unless priced or estimated.</param>
/// <param name="Reason">Why it has no price, in words for a person; null when it has one or costs nothing.</param>
public sealed record Priced(PricingState State, Cost? Cost, string? Reason)
{
    /// <summary>It cost nothing.</summary>
    public static Priced NotBilled { get; } = new(PricingState.NotBilled, null, null);

    /// <summary>It has no price, for this reason.</summary>
    public static Priced Unpriced(string reason) => new(PricingState.Unpriced, null, reason);
}
