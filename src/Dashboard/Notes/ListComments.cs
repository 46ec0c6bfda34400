using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Notes;

/// <summary>The comments on an exchange, the oldest first; null when the project has no such exchange.</summary>
/// <param name="Id">The exchange.</param>
[Requires(Access.Read)]
public sealed record ListComments(Guid Id) : IRequest<IReadOnlyList<ExchangeNote>?>;

internal sealed class ListCommentsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListComments, IReadOnlyList<ExchangeNote>?>
{
    public async Task<IReadOnlyList<ExchangeNote>?> Handle(ListComments request, CancellationToken cancellationToken) =>
        await new AnnotatedRow(db, caller).StartOfAsync(request.Id, cancellationToken) is not { } start ? null :
            await db.ExchangeNotes.Where(n => n.StartedAt == start && n.ExchangeId == request.Id && n.ProjectId == caller.ProjectId)
                .OrderBy(n => n.At).ThenBy(n => n.Id).Take(NoteRules.MostComments).ToListAsync(cancellationToken);
}
