using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Revisions;

/// <summary>The project's latest revisions, newest first, with how far each has got and what it comes to.</summary>
[Requires(Access.Read)]
public sealed record ListRevisions : IRequest<IReadOnlyList<RevisionSummary>>
{
    /// <summary>How many are told at most.</summary>
    public const int Most = 100;
}

/// <summary>A revision and what its changes come to.</summary>
/// <param name="Revision">The order, and how far it is.</param>
/// <param name="Total">The sum of its changes so far; null while there is none.</param>
public sealed record RevisionSummary(Revision Revision, RevisionSum? Total);

internal sealed class ListRevisionsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListRevisions, IReadOnlyList<RevisionSummary>>
{
    public async Task<IReadOnlyList<RevisionSummary>> Handle(ListRevisions request, CancellationToken cancellationToken)
    {
        var revisions = await db.Revisions.Where(r => r.ProjectId == caller.ProjectId)
            .OrderByDescending(r => r.CreatedAt).Take(ListRevisions.Most).ToListAsync(cancellationToken);
        var ids = revisions.Select(r => r.Id).ToList();
        var totals = await db.RevisionSums.Where(s => ids.Contains(s.RevisionId) && s.Dimension == RevisionDimension.Total)
            .ToDictionaryAsync(s => s.RevisionId, cancellationToken);
        return [.. revisions.Select(r => new RevisionSummary(r, totals.GetValueOrDefault(r.Id)))];
    }
}
