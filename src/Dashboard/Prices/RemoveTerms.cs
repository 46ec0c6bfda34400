using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Revisions;
using Observability.Domain;

namespace Observability.Dashboard.Prices;

/// <summary>Removes what was said about an upstream's billing: returns the upstream, or null when there is nothing of this id.</summary>
/// <param name="Id">The terms.</param>
[Requires(Access.Admin)]
public sealed record RemoveTerms(Guid Id) : IRequest<string?>;

internal sealed class RemoveTermsHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<RemoveTerms, string?>
{
    public async Task<string?> Handle(RemoveTerms request, CancellationToken cancellationToken)
    {
        var row = await db.UpstreamTerms.AsTracking().SingleOrDefaultAsync(t => t.Id == request.Id && t.ProjectId == caller.ProjectId, cancellationToken);
        if (row is null)
        {
            return null;
        }

        db.Remove(row);
        AuditLog.Add(db, caller, time.GetUtcNow(), ("terms.removed", row.Id), SaveTermsHandler.Particulars(row));
        await Outdated.SaveAsync(db, caller.ProjectId, cancellationToken);
        return row.Upstream;
    }
}
