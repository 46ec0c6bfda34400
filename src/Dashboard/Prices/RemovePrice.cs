using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Revisions;
using Observability.Domain;

namespace Observability.Dashboard.Prices;

/// <summary>Removes a price of the project's own: returns the stored exchanges it concerned, or null when there is none of this id.</summary>
/// <param name="Id">The price.</param>
[Requires(Access.Admin)]
public sealed record RemovePrice(Guid Id) : IRequest<RepricingRange?>;

internal sealed class RemovePriceHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<RemovePrice, RepricingRange?>
{
    public async Task<RepricingRange?> Handle(RemovePrice request, CancellationToken cancellationToken)
    {
        var row = await db.Prices.AsTracking().SingleOrDefaultAsync(p => p.Id == request.Id && p.ProjectId == caller.ProjectId, cancellationToken);
        if (row is null)
        {
            return null;
        }

        db.Remove(row);
        AuditLog.Add(db, caller, time.GetUtcNow(), ("price.removed", row.Id), SavePriceHandler.Particulars(row));
        await Outdated.SaveAsync(db, caller.ProjectId, cancellationToken);
        return RepricingRange.Of(row);
    }
}
