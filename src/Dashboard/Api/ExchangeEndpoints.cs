using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Projects;

namespace Observability.Dashboard.Api;

internal static class ExchangeEndpoints
{
    public static void MapExchanges(this IEndpointRouteBuilder api)
    {
        var exchanges = api.MapGroup("/exchanges").WithTags("exchanges");
        exchanges.MapGet("", ListAsync).WithName("listExchanges").WithSummary("Lists exchanges, newest first unless asked otherwise, by keyset.");
        exchanges.MapGet("/{id:guid}", OneAsync).WithName("getExchange").WithSummary("One exchange with headers, reading and timeline.");
        exchanges.MapGet("/{id:guid}/request", (Guid id, ApiMessages messages, CancellationToken ct) => RawAsync(id, ExchangeSide.Request, messages, ct))
            .WithName("getRequestBytes").WithSummary("The request body exactly as it crossed the wire.");
        exchanges.MapGet("/{id:guid}/response", (Guid id, ApiMessages messages, CancellationToken ct) => RawAsync(id, ExchangeSide.Response, messages, ct))
            .WithName("getResponseBytes").WithSummary("The response body exactly as it crossed the wire.");
    }

    private static async Task<Results<Ok<ExchangeListJson>, ProblemHttpResult>> ListAsync(
        [AsParameters] ExchangeListParameters parameters, ApiMessages messages, CancellationToken ct)
    {
        if (!parameters.TryRead(out var query, out var problem))
        {
            return ApiProblems.Invalid(problem);
        }

        if (query.Filter.Unread is { } error)
        {
            return ApiProblems.Unread(error);
        }

        var project = await messages.SendAsync(new ThisProject(), ct);
        var page = await messages.SendAsync(query, ct);
        return TypedResults.Ok(new ExchangeListJson([.. page.Rows.Select(r => new ExchangeJson(r, project.Slug))], page.Next?.ToString(), page.Cut));
    }

    private static async Task<Results<Ok<ExchangeDetailJson>, ProblemHttpResult>> OneAsync(Guid id, ApiMessages messages, CancellationToken ct)
    {
        var project = await messages.SendAsync(new ThisProject(), ct);
        return await messages.SendAsync(new OneExchange(id, DetailReach.Whole), ct) is { } detail
            ? TypedResults.Ok(new ExchangeDetailJson(detail, project.Slug))
            : ApiProblems.NotFound("exchange");
    }

    private static async Task<Results<RawBody, ProblemHttpResult>> RawAsync(
        Guid id, ExchangeSide side, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new ExchangeBytes(id, side), ct) switch
        {
            null => ApiProblems.NotFound("exchange"),
            { Dropped: { } dropped } => ApiProblems.Dropped(dropped.Sentence),
            { } body => new RawBody(body, $"{id}-{(side == ExchangeSide.Request ? "request" : "response")}"),
        };
}
