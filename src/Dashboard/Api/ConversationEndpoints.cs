using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observability.Dashboard.Conversations;
using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Api;

internal static class ConversationEndpoints
{
    private const int DefaultLimit = 50;

    public static void MapConversations(this IEndpointRouteBuilder api)
    {
        var conversations = api.MapGroup("/conversations").WithTags("conversations");
        conversations.MapGet("", ListAsync).WithName("listConversations").WithSummary("Lists conversations, the one last heard of first, by keyset.");
        conversations.MapGet("/{**session}", OneAsync).WithName("getConversation").WithSummary("One conversation with its turns, the latest first, by keyset.");
    }

    private static async Task<Results<Ok<ConversationListJson>, ProblemHttpResult>> ListAsync(
        [AsParameters] ConversationListParameters parameters, ApiMessages messages, CancellationToken ct)
    {
        if (!parameters.TryRead(out var query, out var problem))
        {
            return ApiProblems.Invalid(problem);
        }

        var page = await messages.SendAsync(query, ct);
        return TypedResults.Ok(new ConversationListJson([.. page.Conversations.Select(c => new ConversationJson(c))], page.Next?.ToString()));
    }

    private static async Task<Results<Ok<ConversationDetailJson>, ProblemHttpResult>> OneAsync(
        string session,
        [FromQuery, Description("Turns, 1 to 1000; default 50.")] string? limit,
        [FromQuery, Description("next_cursor of the page before.")] string? cursor,
        HttpContext context, ApiMessages messages, CancellationToken ct)
    {
        var count = DefaultLimit;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > ListTurns.MaxLimit))
        {
            return ApiProblems.Invalid($"limit is '{limit}'; it must be a whole number from 1 to {ListTurns.MaxLimit}.");
        }

        var place = cursor is { Length: > 0 } ? ExchangeCursor.Parse(cursor) : null;
        if (place is null && cursor is { Length: > 0 })
        {
            return ApiProblems.Invalid("cursor is not one that this API gave: use the next_cursor of the page before, unchanged.");
        }

        return await messages.SendAsync(new ListTurns(PathEnd.Exactly(session, "/conversations/", context), place, count), ct) is { } page
            ? TypedResults.Ok(new ConversationDetailJson(page))
            : ApiProblems.NotFound("conversation");
    }
}
