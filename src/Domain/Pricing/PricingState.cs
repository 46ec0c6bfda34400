namespace Observability.Domain.Pricing;

/// <summary>Whether an exchange has a price. Unknown is a state of its own, never nought.</summary>
public enum PricingState
{
    /// <summary>There is a price to be had, but we do not know it or not what it applies to; the row says why.</summary>
    Unpriced,

    /// <summary>Priced from usage the provider reported.</summary>
    Priced,

    /// <summary>Priced from tokens we estimated.</summary>
    Estimated,

    /// <summary>Nothing to pay: a list of models, a count of tokens, a call the provider refused.</summary>
    NotBilled,
}
