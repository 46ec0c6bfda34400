using Observability.Domain.Pricing;

namespace Observability.Ingest.Prices;

/// <summary>The price book in use. Asked by the writer, never on a request's path. Safe from any thread.</summary>
/// <param name="logger">Hears of prices that cannot be used.</param>
public sealed partial class CurrentPrices(ILogger<CurrentPrices> logger)
{
    private PriceBook? _book;

    /// <summary>The book; that of the catalogue alone until a configuration was read.</summary>
    public PriceBook Book => Volatile.Read(ref _book) ?? PriceBook.Catalogue;

    /// <summary>Uses these prices from now on; what is priced already stays as it is.</summary>
    /// <param name="own">The projects' own prices.</param>
    /// <param name="terms">How upstreams bill.</param>
    /// <param name="upstreams">Every upstream there is.</param>
    public void Use(IReadOnlyList<OwnPrice> own, IReadOnlyList<UpstreamTerms> terms, IEnumerable<BillingUpstream> upstreams)
    {
        foreach (var price in own)
        {
            if (price.Refuse() is { } refusal)
            {
                PriceUnusable(price.Id, refusal);
            }
        }

        foreach (var term in terms)
        {
            if (term.Refuse() is { } refusal)
            {
                TermsUnusable(term.Upstream, refusal);
            }
        }

        Volatile.Write(ref _book, PriceBook.Create(own, terms, upstreams));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Left out the price {Id}: {Refusal} Correct it in the dashboard")]
    private partial void PriceUnusable(Guid id, string refusal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Left out the terms of upstream {Upstream}: {Refusal} Correct them in the dashboard")]
    private partial void TermsUnusable(string upstream, string refusal);
}
