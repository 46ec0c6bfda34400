using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Revisions;
using Observability.Domain;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Api;

internal static class RevisionEndpoints
{
    public static void MapRevisions(this IEndpointRouteBuilder api)
    {
        var revisions = api.MapGroup("/revisions").WithTags("revisions");
        revisions.MapGet("", ListAsync).WithName("listRevisions").WithSummary("The latest orders to price or read stored exchanges again.");
        revisions.MapGet("/{id:guid}", OneAsync).WithName("getRevision").WithSummary("One of them: how far it is, and what it changes, by model, user and column.");
        revisions.MapPost("", OrderAsync).WithName("orderRevision").WithSummary("Orders that stored exchanges are priced or read again; nothing changes until it is applied.");
        Map(revisions, RevisionDecision.Apply, "applyRevision", "Writes the changes of a revision that is ready.");
        Map(revisions, RevisionDecision.Discard, "discardRevision", "Forgets a revision that is not applied.");
        Map(revisions, RevisionDecision.Undo, "undoRevision", "Takes applied changes back, in rows that have not changed since.");
        Map(revisions, RevisionDecision.Retry, "retryRevision", "Goes on with a revision that failed.");
    }

    private static void Map(RouteGroupBuilder revisions, RevisionDecision decision, string name, string summary) =>
        revisions.MapPost(
                $"/{{id:guid}}/{EnumNames.NameOf(decision)}",
                (Guid id, ApiMessages messages, CancellationToken ct) => DecideAsync(new(id, decision), messages, ct))
            .WithName(name).WithSummary(summary);

    private static async Task<Ok<ListJson<RevisionJson>>> ListAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(new ListJson<RevisionJson>([.. (await messages.SendAsync(new ListRevisions(), ct)).Select(s => new RevisionJson(s.Revision, s.Total))]));

    private static async Task<Results<Ok<RevisionPreviewJson>, ProblemHttpResult>> OneAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new OneRevision(id), ct) is { } preview ? TypedResults.Ok(new RevisionPreviewJson(preview)) : ApiProblems.NotFound("revision");

    private static async Task<Results<Accepted<RevisionJson>, ProblemHttpResult>> OrderAsync(NewRevisionJson body, ApiMessages messages, CancellationToken ct)
    {
        if (EnumNames.Parse<RevisionKind>(body.Kind) is not { } kind)
        {
            return ApiProblems.Invalid($"kind is '{body.Kind}'; it must be one of {string.Join(", ", EnumNames.All<RevisionKind>())}.");
        }

        var ordered = await messages.SendAsync(new OrderRevision(kind, body.From, body.To, body.Upstream, body.Format, body.Model), ct);
        return ordered.Revision is { } revision
            ? TypedResults.Accepted($"/api/v1/revisions/{revision.Id}", new RevisionJson(revision, null))
            : ApiProblems.Invalid(ordered.Refusal!);
    }

    private static async Task<Results<Accepted<RevisionJson>, ProblemHttpResult>> DecideAsync(DecideRevision message, ApiMessages messages, CancellationToken ct)
    {
        var decided = await messages.SendAsync(message, ct);
        return (decided.Revision, decided.Refusal) switch
        {
            (null, _) => ApiProblems.NotFound("revision"),
            (_, { } refusal) => ApiProblems.Conflict(refusal),
            ({ } revision, null) => TypedResults.Accepted($"/api/v1/revisions/{revision.Id}", new RevisionJson(revision, null)),
        };
    }
}
