using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Notes;

namespace Observability.Dashboard.Api;

/// <summary>What people and programs say of an exchange afterwards. Each answers with all that is said of it then.</summary>
internal static class NoteEndpoints
{
    public static void MapNotes(this IEndpointRouteBuilder api)
    {
        var notes = api.MapGroup("/exchanges/{id:guid}").WithTags("annotations");
        notes.MapPost("/feedback", RateAsync).WithName("rateExchange").WithSummary("Gives a thumb, and perhaps says why.");
        notes.MapDelete("/feedback", (Guid id, ApiMessages messages, CancellationToken ct) => TellAsync(new RateExchange(id, null, null), messages, ct))
            .WithName("removeRating").WithSummary("Takes the thumb away.");
        notes.MapPost("/scores", ScoreAsync).WithName("scoreExchange").WithSummary("Gives a score, in the place of one of the same name.");
        notes.MapDelete("/scores/{**name}", (Guid id, string name, HttpContext context, ApiMessages messages, CancellationToken ct) =>
            TellAsync(new SetScore(id, PathEnd.Exactly(name, "/scores/", context), null), messages, ct)).WithName("removeScore").WithSummary("Takes a score away.");
        notes.MapPut("/properties", (Guid id, IReadOnlyDictionary<string, string?> body, ApiMessages messages, CancellationToken ct) =>
            TellAsync(new SetProperties(id, body), messages, ct)).WithName("setProperties").WithSummary("Sets properties; null takes one away, what is not named stays.");
        notes.MapDelete("/properties/{**name}", (Guid id, string name, HttpContext context, ApiMessages messages, CancellationToken ct) =>
                TellAsync(new SetProperties(id, new Dictionary<string, string?>(StringComparer.Ordinal) { [PathEnd.Exactly(name, "/properties/", context)] = null }), messages, ct))
            .WithName("removeProperty").WithSummary("Takes a property away.");
        notes.MapPut("/tags", (Guid id, TagsJson body, ApiMessages messages, CancellationToken ct) => TellAsync(new SetTags(id, TagChange.Replace, body.Tags), messages, ct))
            .WithName("setTags").WithSummary("Gives it these tags and no others.");
        notes.MapPost("/tags", (Guid id, TagsJson body, ApiMessages messages, CancellationToken ct) => TellAsync(new SetTags(id, TagChange.Add, body.Tags), messages, ct))
            .WithName("addTags").WithSummary("Gives it these tags beside those it has.");
        notes.MapDelete("/tags/{**name}", (Guid id, string name, HttpContext context, ApiMessages messages, CancellationToken ct) =>
            TellAsync(new SetTags(id, TagChange.Remove, [PathEnd.Exactly(name, "/tags/", context)]), messages, ct)).WithName("removeTag").WithSummary("Takes a tag away.");
        notes.MapGet("/notes", CommentsAsync).WithName("listNotes").WithSummary("Its comments, the oldest first.");
        notes.MapPost("/notes", CommentAsync).WithName("addNote").WithSummary("Writes a comment.");
        notes.MapDelete("/notes/{note:guid}", RemoveAsync).WithName("removeNote").WithSummary("Deletes a comment: its author may, and an admin.");
    }

    private static Task<Results<Ok<AnnotationsJson>, ProblemHttpResult>> RateAsync(Guid id, FeedbackJson body, ApiMessages messages, CancellationToken ct) =>
        TellAsync(new RateExchange(id, body.Rating, string.IsNullOrWhiteSpace(body.Comment) ? null : body.Comment), messages, ct);

    private static async Task<Results<Ok<AnnotationsJson>, ProblemHttpResult>> ScoreAsync(Guid id, NewScoreJson body, ApiMessages messages, CancellationToken ct) =>
        ScoreValue.Of(body.Value) is { } value
            ? await TellAsync(new SetScore(id, body.Name, value), messages, ct)
            : ApiProblems.Invalid(string.Format(System.Globalization.CultureInfo.CurrentCulture, NotesText.BadScore, ScoreValue.Largest));

    private static async Task<Results<Ok<ListJson<NoteJson>>, ProblemHttpResult>> CommentsAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new ListComments(id), ct) is { } comments
            ? TypedResults.Ok(new ListJson<NoteJson>([.. comments.Select(NoteJson.Of)]))
            : ApiProblems.NotFound("exchange");

    private static async Task<Results<Created<NoteJson>, ProblemHttpResult>> CommentAsync(Guid id, NewNoteJson body, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new AddComment(id, body.Text), ct) switch
        {
            { Note: { } note } => TypedResults.Created($"/api/v1/exchanges/{id}/notes/{note.Id}", NoteJson.Of(note)),
            { Refusal: { } refusal } => ApiProblems.Invalid(refusal),
            _ => ApiProblems.NotFound("exchange"),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, Guid note, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new RemoveComment(id, note), ct) switch
        {
            { Refusal: { } refusal } => ApiProblems.Conflict(refusal),
            { Found: true } => TypedResults.NoContent(),
            _ => ApiProblems.NotFound("comment"),
        };

    private static async Task<Results<Ok<AnnotationsJson>, ProblemHttpResult>> TellAsync(MediatR.IRequest<Annotated> change, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(change, ct) switch
        {
            { Row: { } row } => TypedResults.Ok(new AnnotationsJson(row)),
            { Refusal: { } refusal } => ApiProblems.Invalid(refusal),
            _ => ApiProblems.NotFound("exchange"),
        };
}
