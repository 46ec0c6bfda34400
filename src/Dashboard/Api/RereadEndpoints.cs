using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Rereads;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Api;

internal static class RereadEndpoints
{
    public static void MapRereads(this IEndpointRouteBuilder api)
    {
        var rereads = api.MapGroup("/rereads").WithTags("rereads");
        rereads.MapGet("", ListAsync).WithName("listRereads").WithSummary("The latest orders to read stored exchanges again.");
        rereads.MapGet("/{id:guid}", OneAsync).WithName("getReread").WithSummary("One order and how far it has got.");
        rereads.MapPost("", StartAsync).WithName("startReread").WithSummary("Orders that stored exchanges are read again by the formats of this version.");
    }

    private static async Task<Ok<ListJson<RereadJson>>> ListAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(new ListJson<RereadJson>([.. (await messages.SendAsync(new ListRereads(), ct)).Select(RereadJson.Of)]));

    private static async Task<Results<Ok<RereadJson>, ProblemHttpResult>> OneAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new OneReread(id), ct) is { } reread ? TypedResults.Ok(RereadJson.Of(reread)) : ApiProblems.NotFound("reread");

    private static async Task<Results<Accepted<RereadJson>, ProblemHttpResult>> StartAsync(NewRereadJson body, ApiMessages messages, CancellationToken ct)
    {
        var message = new StartReread(body.From, body.To, body.Upstream, body.Format, body.Model);
        if (message.Refuse() is { } refusal)
        {
            return ApiProblems.Invalid(refusal);
        }

        var reread = await messages.SendAsync(message, ct);
        return TypedResults.Accepted($"/api/v1/rereads/{reread.Id}", RereadJson.Of(reread));
    }
}

/// <summary>What to read again.</summary>
internal sealed record NewRereadJson(DateTimeOffset From, DateTimeOffset To, string? Upstream = null, string? Format = null, string? Model = null);

/// <summary>An order to read again, and how far it has got.</summary>
internal sealed record RereadJson(
    Guid Id, DateTime CreatedAt, string CreatedBy, DateTime From, DateTime To, string? Upstream, string? Format, string? Model,
    string State, long Seen, long Changed, DateTime? FinishedAt, string? Error)
{
    public static RereadJson Of(Reread reread) => new(
        reread.Id, reread.CreatedAt.UtcDateTime, reread.CreatedBy, reread.StartsAt.UtcDateTime, reread.EndsAt.UtcDateTime,
        reread.Upstream, reread.Format, reread.Model,
        EnumNames.NameOf(reread.State), reread.Seen, reread.Changed, reread.FinishedAt?.UtcDateTime, reread.Error);
}
