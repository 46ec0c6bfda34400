using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Prices;

namespace Observability.Dashboard.Api;

internal static class PriceEndpoints
{
    private const int DefaultLimit = 50;
    private const int DefaultCatalogueLimit = 100;

    public static void MapPrices(this IEndpointRouteBuilder api)
    {
        var prices = api.MapGroup("/prices").WithTags("prices");
        prices.MapGet("", ListAsync).WithName("listPrices").WithSummary("The project's own prices.");
        prices.MapPost("", SaveAsync).WithName("savePrice").WithSummary("Enters a price of the project's own, or, with an id, changes one.");
        prices.MapDelete("/{id:guid}", RemoveAsync).WithName("removePrice").WithSummary("Removes one of them.");
        prices.MapGet("/terms", ListTermsAsync).WithName("listTerms").WithSummary("How upstreams bill, where that is said.");
        prices.MapPost("/terms", SaveTermsAsync).WithName("saveTerms").WithSummary("Says by whose list and at what factor of it an upstream bills.");
        prices.MapDelete("/terms/{id:guid}", RemoveTermsAsync).WithName("removeTerms").WithSummary("Lets the upstream's host say it again.");
        prices.MapGet("/catalogue", CatalogueAsync).WithName("searchCatalogue").WithSummary("Published prices this version knows, with source and date.");
        prices.MapGet("/unpriced", UnpricedAsync).WithName("listUnpriced").WithSummary("What has no price, by upstream, model and reason, the latest first.");
    }

    private static async Task<Ok<ListJson<PriceJson>>> ListAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(new ListJson<PriceJson>([.. (await messages.SendAsync(new ListPrices(), ct)).Select(p => new PriceJson(p))]));

    private static async Task<Results<Ok<SavedPriceJson>, ProblemHttpResult>> SaveAsync(NewPriceJson body, ApiMessages messages, CancellationToken ct)
    {
        var saved = await messages.SendAsync(new SavePrice(body.Id, body.Model, body.Upstream, body.From, body.To, body.Rates.GetRawText(), body.Note), ct);
        return (saved.Price, saved.Refusal) switch
        {
            ({ } price, _) => TypedResults.Ok(new SavedPriceJson(new(price), RepricingJson.Of(saved.Concerns!))),
            (_, { } refusal) => ApiProblems.Invalid(refusal),
            _ => ApiProblems.NotFound("price"),
        };
    }

    private static async Task<Results<Ok<ChangedPricesJson>, ProblemHttpResult>> RemoveAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new RemovePrice(id), ct) is { } concerns ? TypedResults.Ok(new ChangedPricesJson(RepricingJson.Of(concerns))) : ApiProblems.NotFound("price");

    private static async Task<Ok<ListJson<TermsJson>>> ListTermsAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(new ListJson<TermsJson>([.. (await messages.SendAsync(new ListTerms(), ct)).Select(TermsJson.Of)]));

    private static async Task<Results<Ok<SavedTermsJson>, ProblemHttpResult>> SaveTermsAsync(NewTermsJson body, ApiMessages messages, CancellationToken ct)
    {
        var saved = await messages.SendAsync(new SaveTerms(body.Upstream, body.Provider, body.Factor, body.Note), ct);
        return saved.Terms is { } terms
            ? TypedResults.Ok(new SavedTermsJson(TermsJson.Of(terms), RepricingJson.OfUpstream(terms.Upstream)))
            : ApiProblems.Invalid(saved.Refusal!);
    }

    private static async Task<Results<Ok<ChangedPricesJson>, ProblemHttpResult>> RemoveTermsAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new RemoveTerms(id), ct) is { } upstream ? TypedResults.Ok(new ChangedPricesJson(RepricingJson.OfUpstream(upstream))) : ApiProblems.NotFound("terms");

    private static async Task<Results<Ok<CatalogueJson>, ProblemHttpResult>> CatalogueAsync(
        [Description("Words that provider, model or alias must contain.")] string? q,
        [Description("Rows, 1 to 1000; default 100.")] int? limit,
        [Description("How many to leave out at the start.")] int? skip,
        ApiMessages messages,
        CancellationToken ct)
    {
        if (limit is < 1 or > SearchCatalogue.MaxLimit || skip is < 0)
        {
            return ApiProblems.Invalid($"limit must be from 1 to {SearchCatalogue.MaxLimit}, and skip not less than 0.");
        }

        var page = await messages.SendAsync(new SearchCatalogue(q ?? "", skip ?? 0, limit ?? DefaultCatalogueLimit), ct);
        return TypedResults.Ok(new CatalogueJson([.. page.Prices.Select(p => new CataloguePriceJson(p))], page.Found, page.Known));
    }

    private static async Task<Results<Ok<UnpricedJson>, ProblemHttpResult>> UnpricedAsync(
        [Description("Started at or after; default 30 days ago.")] DateTimeOffset? from,
        [Description("Started before; default now.")] DateTimeOffset? to,
        [Description("Groups, 1 to 500; default 50.")] int? limit,
        ApiMessages messages,
        CancellationToken ct)
    {
        if (limit is < 1 or > ListUnpriced.MaxLimit)
        {
            return ApiProblems.Invalid($"limit is {limit}; it must be from 1 to {ListUnpriced.MaxLimit}.");
        }

        return from >= to
            ? ApiProblems.Invalid($"to ({to:O}) must be later than from ({from:O}).")
            : TypedResults.Ok(UnpricedJson.Of(await messages.SendAsync(new ListUnpriced(from, to, limit ?? DefaultLimit), ct)));
    }
}
