using System.Text.Json;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Prices;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Api;

/// <summary>A price to be entered or changed.</summary>
/// <param name="Model">The model, or its start with * at the end.</param>
/// <param name="Rates">US dollars by kind, such as {"input":3,"output":15} per million tokens; or {"machine_hour":0.4}, or {"usd_per_kwh":0.3,"watts":350}.</param>
/// <param name="Id">The price to change; null = a new one.</param>
/// <param name="Upstream">The one upstream it holds for; null = any.</param>
/// <param name="From">Since when it holds; null = since ever.</param>
/// <param name="To">Until when; null = for good.</param>
/// <param name="Note">Why, or where it is agreed.</param>
internal sealed record NewPriceJson(
    string Model, JsonElement Rates, Guid? Id = null, string? Upstream = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Note = null);

/// <summary>A price of the project's own.</summary>
internal sealed class PriceJson(OwnPrice price)
{
    public Guid Id => price.Id;

    public string Model => price.Model;

    public string? Upstream => price.Upstream;

    public DateTime? From => price.StartsAt?.UtcDateTime;

    public DateTime? To => price.EndsAt?.UtcDateTime;

    public JsonElement Rates => JsonSerializer.Deserialize<JsonElement>(price.Rates);

    public string? Note => price.Note;

    public DateTime CreatedAt => price.CreatedAt.UtcDateTime;

    public string CreatedBy => price.CreatedBy;
}

/// <summary>A price as saved, and what to send to <c>POST /api/v1/revisions</c> if the past is to be repriced.</summary>
internal sealed record SavedPriceJson(PriceJson Price, RepricingJson Reprice);

/// <summary>What to send to <c>POST /api/v1/revisions</c> if the past is to be repriced.</summary>
internal sealed record ChangedPricesJson(RepricingJson Reprice);

/// <summary>A revision to order.</summary>
internal sealed record RepricingJson(string Kind, DateTime? From, DateTime? To, string? Upstream, string? Model)
{
    public static RepricingJson Of(RepricingRange range) => new("reprice", range.From?.UtcDateTime, range.To?.UtcDateTime, range.Upstream, range.Model);

    public static RepricingJson OfUpstream(string upstream) => new("reprice", null, null, upstream, null);
}

/// <summary>How an upstream bills.</summary>
/// <param name="Upstream">Name of the upstream.</param>
/// <param name="Provider">The provider of the catalogue whose list holds; null = told by the upstream's host.</param>
/// <param name="Factor">What list prices are multiplied by: 0.8 is a discount of 20 %.</param>
/// <param name="Note">Why, or where it is agreed.</param>
internal sealed record NewTermsJson(string Upstream, string? Provider = null, decimal Factor = 1, string? Note = null);

/// <summary>How an upstream bills, as stored.</summary>
internal sealed record TermsJson(Guid Id, string Upstream, string? Provider, decimal Factor, string? Note, DateTime UpdatedAt, string UpdatedBy)
{
    public static TermsJson Of(UpstreamTerms terms) =>
        new(terms.Id, terms.Upstream, terms.Provider, terms.Factor, terms.Note, terms.UpdatedAt.UtcDateTime, terms.UpdatedBy);
}

/// <summary>Terms as saved, and what to send to <c>POST /api/v1/revisions</c> if the past is to be repriced.</summary>
internal sealed record SavedTermsJson(TermsJson Terms, RepricingJson Reprice);

/// <summary>A part of the catalogue: how many were found, and how many it has.</summary>
internal sealed record CatalogueJson(IReadOnlyList<CataloguePriceJson> Data, int Found, int Known);

/// <summary>A published price.</summary>
internal sealed class CataloguePriceJson(CataloguePrice price)
{
    public string Provider => price.Provider;

    public string Model => price.Model;

    public IReadOnlyList<string> Aliases => price.Aliases;

    public IReadOnlyList<string> Prefixes => price.Prefixes;

    public DateTime? From => price.StartsAt?.UtcDateTime;

    public JsonElement Rates => JsonSerializer.Deserialize<JsonElement>(RateTableJson.Write(price.Rates));

    public IReadOnlyList<string> Sources => price.Sources;

    public DateOnly CheckedOn => price.CheckedOn;

    public string? Note => price.Note;
}

/// <summary>What has no price: the latest groups, and how many there are in all.</summary>
internal sealed record UnpricedJson(DateTime From, DateTime To, IReadOnlyList<UnpricedGroupJson> Data, long Groups, long Exchanges)
{
    public static UnpricedJson Of(UnpricedExchanges unpriced) =>
        new(unpriced.From.UtcDateTime, unpriced.To.UtcDateTime, [.. unpriced.Top.Select(UnpricedGroupJson.Of)], unpriced.Groups, unpriced.Exchanges);
}

/// <summary>Exchanges without a price for the same reason.</summary>
internal sealed record UnpricedGroupJson(
    string Upstream, string? Model, string? Reason, long Exchanges, long? InputTokens, long? OutputTokens, DateTime FirstSeen, DateTime LastSeen, bool HasPriceNow)
{
    public static UnpricedGroupJson Of(UnpricedGroup group) => new(
        group.Upstream, group.Model, group.Reason ?? CostWords.StoredBefore, group.Exchanges, group.InputTokens, group.OutputTokens,
        group.FirstSeen.UtcDateTime, group.LastSeen.UtcDateTime, group.HasPriceNow);
}
