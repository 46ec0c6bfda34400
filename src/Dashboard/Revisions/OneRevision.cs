using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Revisions;

/// <summary>One revision with its preview; null when the project has none of this id.</summary>
/// <param name="Id">The revision.</param>
[Requires(Access.Read)]
public sealed record OneRevision(Guid Id) : IRequest<RevisionPreview?>
{
    /// <summary>Parts named one by one; the others are one line.</summary>
    public const int Top = 10;
}

/// <summary>What a revision would change, or has changed. The lines of each split add up to the total.</summary>
/// <param name="Revision">The order, and how far it is.</param>
/// <param name="Total">The sum of its changes so far.</param>
/// <param name="Models">By model.</param>
/// <param name="Users">By end user.</param>
/// <param name="Columns">Changed columns, with how many exchanges change in each, most first.</param>
public sealed record RevisionPreview(Revision Revision, RevisionSum Total, RevisionSplit Models, RevisionSplit Users, IReadOnlyList<RevisionSum> Columns)
{
    /// <summary>Exchanges of its range before this have lost their bodies to retention: they cannot be read again and are left out. Null = none has.</summary>
    public DateTimeOffset? BodiesDroppedBefore { get; init; }
}


/// <summary>The changes split by something: the parts that move most money, most first, and the others as one.</summary>
/// <param name="Top">Named parts; an empty name = none is named.</param>
/// <param name="Others">All other parts together; null when there are none.</param>
/// <param name="Parts">How many parts there are in all.</param>
public sealed record RevisionSplit(IReadOnlyList<RevisionSum> Top, RevisionSum? Others, int Parts);

internal sealed class OneRevisionHandler(ObservabilityDb db, Caller caller, Settings settings) : IRequestHandler<OneRevision, RevisionPreview?>
{
    public async Task<RevisionPreview?> Handle(OneRevision request, CancellationToken cancellationToken)
    {
        // One snapshot: a page that the job writes meanwhile must not make the lines and the total differ.
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var revision = await db.Revisions.SingleOrDefaultAsync(r => r.Id == request.Id && r.ProjectId == caller.ProjectId, cancellationToken);
        if (revision is null)
        {
            return null;
        }

        var sums = db.RevisionSums.Where(s => s.RevisionId == revision.Id);
        var total = await sums.SingleOrDefaultAsync(s => s.Dimension == RevisionDimension.Total, cancellationToken) ?? new() { RevisionId = revision.Id };
        return new(
            revision, total,
            await SplitAsync(sums, total, RevisionDimension.Model, cancellationToken),
            await SplitAsync(sums, total, RevisionDimension.User, cancellationToken),
            await sums.Where(s => s.Dimension == RevisionDimension.Column).OrderByDescending(s => s.Changes).ThenBy(s => s.Name).ToListAsync(cancellationToken))
        {
            BodiesDroppedBefore = BodiesDroppedBefore(revision),
        };
    }

    private DateTimeOffset? BodiesDroppedBefore(Revision revision) =>
        revision.Kind == RevisionKind.Reread && Retention.Of(settings).BodiesFrom(revision.CreatedAt) is { } day
            && new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) is var from && revision.StartsAt < from ? from : null;

    private static async Task<RevisionSplit> SplitAsync(IQueryable<RevisionSum> sums, RevisionSum total, RevisionDimension by, CancellationToken ct)
    {
        var parts = sums.Where(s => s.Dimension == by);
        var count = await parts.CountAsync(ct);
        var top = await parts
            .OrderByDescending(s => Math.Abs(s.CostAfter - s.CostBefore) + Math.Abs(s.EstimatedAfter - s.EstimatedBefore))
            .ThenByDescending(s => s.Changes).ThenBy(s => s.Name).Take(OneRevision.Top).ToListAsync(ct);
        return new(top, count > top.Count ? Rest(total, top, by) : null, count);
    }

    private static RevisionSum Rest(RevisionSum total, List<RevisionSum> top, RevisionDimension by) => new()
    {
        RevisionId = total.RevisionId,
        Dimension = by,
        Changes = total.Changes - top.Sum(s => s.Changes),
        CostBefore = total.CostBefore - top.Sum(s => s.CostBefore),
        CostAfter = total.CostAfter - top.Sum(s => s.CostAfter),
        EstimatedBefore = total.EstimatedBefore - top.Sum(s => s.EstimatedBefore),
        EstimatedAfter = total.EstimatedAfter - top.Sum(s => s.EstimatedAfter),
        UnpricedBefore = total.UnpricedBefore - top.Sum(s => s.UnpricedBefore),
        UnpricedAfter = total.UnpricedAfter - top.Sum(s => s.UnpricedAfter),
    };
}
