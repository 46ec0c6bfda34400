using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;

namespace Observability.Dashboard.Notes;

/// <summary>Deletes a comment: its author may, and an admin.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Comment">The comment.</param>
[Requires(Access.Annotate)]
public sealed record RemoveComment(Guid Id, Guid Comment) : IRequest<RemovedComment>;

/// <summary>What came of it.</summary>
/// <param name="Found">Whether there is such a comment, or was until now.</param>
/// <param name="Refusal">Why it is still there; null when it is gone.</param>
public sealed record RemovedComment(bool Found, string? Refusal);

internal sealed class RemoveCommentHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<RemoveComment, RemovedComment>
{
    public async Task<RemovedComment> Handle(RemoveComment request, CancellationToken cancellationToken)
    {
        if (await new AnnotatedRow(db, caller).StartOfAsync(request.Id, cancellationToken) is not { } start)
        {
            return new(false, null);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var comments = db.ExchangeNotes.Where(n => n.StartedAt == start && n.ExchangeId == request.Id && n.Id == request.Comment && n.ProjectId == caller.ProjectId);
        var author = await comments.Select(n => n.Author).SingleOrDefaultAsync(cancellationToken);
        if (author is null)
        {
            return new(false, null);
        }

        if (author != caller.Name && caller.Access < Access.Admin)
        {
            return new(true, NotesText.NotYours);
        }

        // Who else deletes it meanwhile has counted it down as well.
        if (await comments.ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return new(false, null);
        }

        await db.Exchanges.Where(e => e.Id == request.Id && e.StartedAt == start && e.ProjectId == caller.ProjectId)
            .ExecuteUpdateAsync(e => e.SetProperty(x => x.Comments, x => x.Comments - 1), cancellationToken);
        if (author != caller.Name)
        {
            AuditLog.Add(db, caller, time.GetUtcNow(), ("comment.removed", request.Id), new { request.Comment, Author = author });
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new(true, null);
    }
}
