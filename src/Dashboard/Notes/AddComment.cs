using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Notes;

/// <summary>Writes a comment on an exchange.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Text">What it says, 1 to <see cref="NoteRules.LongestComment"/> characters; lines are kept.</param>
[Requires(Access.Annotate)]
public sealed record AddComment(Guid Id, string Text) : IRequest<AddedComment>;

/// <summary>What came of it; when both are null, the project has no such exchange.</summary>
/// <param name="Note">The comment; null when there is none.</param>
/// <param name="Refusal">Why there is none, in a sentence.</param>
public sealed record AddedComment(ExchangeNote? Note, string? Refusal);

internal sealed class AddCommentHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<AddComment, AddedComment>
{
    public async Task<AddedComment> Handle(AddComment request, CancellationToken cancellationToken) =>
        NoteRules.RefuseComment(request.Text) is { } refusal
            ? new(null, refusal)
            : await CommentWriter.AddAsync(db, caller, request.Id, request.Text, time.GetUtcNow(), cancellationToken);
}

/// <summary>Writes a comment and counts it on the row, in one statement.</summary>
internal static class CommentWriter
{
    /// <summary>Adds a comment that is fit to be one.</summary>
    public static async Task<AddedComment> AddAsync(ObservabilityDb db, Caller caller, Guid exchange, string text, DateTimeOffset now, CancellationToken ct)
    {
        if (await new AnnotatedRow(db, caller).StartOfAsync(exchange, ct) is not { } start)
        {
            return new(null, null);
        }

        var note = new ExchangeNote
        {
            Id = Guid.CreateVersion7(now),
            ExchangeId = exchange,
            StartedAt = start,
            ProjectId = caller.ProjectId,
            At = now,
            Author = caller.Name,
            Text = text.Trim(),
        };
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            with counted as (
                update exchanges e set comments = e.comments + 1
                where e.id = {note.ExchangeId} and e.started_at = {note.StartedAt} and e.project_id = {note.ProjectId} and e.comments < {NoteRules.MostComments}
                returning e.id, e.started_at, e.project_id
            )
            insert into exchange_notes (id, exchange_id, started_at, project_id, at, author, text)
            select {note.Id}, id, started_at, project_id, {note.At}, {note.Author}, {note.Text} from counted
            """, ct);
        return added == 1 ? new(note, null) : new(null, string.Format(CultureInfo.CurrentCulture, NotesText.TooManyComments, NoteRules.MostComments));
    }
}
