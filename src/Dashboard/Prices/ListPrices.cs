using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Prices;

/// <summary>The prices of the project's own, by model, upstream and start.</summary>
[Requires(Access.Read)]
public sealed record ListPrices : IRequest<IReadOnlyList<OwnPrice>>;

internal sealed class ListPricesHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListPrices, IReadOnlyList<OwnPrice>>
{
    public async Task<IReadOnlyList<OwnPrice>> Handle(ListPrices request, CancellationToken cancellationToken) =>
        await db.Prices.Where(p => p.ProjectId == caller.ProjectId)
            .OrderBy(p => p.Model).ThenBy(p => p.Upstream).ThenByDescending(p => p.StartsAt).ToListAsync(cancellationToken);
}
