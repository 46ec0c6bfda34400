using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Prices;

/// <summary>How the project's upstreams bill, where that is said, by name.</summary>
[Requires(Access.Read)]
public sealed record ListTerms : IRequest<IReadOnlyList<UpstreamTerms>>;

internal sealed class ListTermsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListTerms, IReadOnlyList<UpstreamTerms>>
{
    public async Task<IReadOnlyList<UpstreamTerms>> Handle(ListTerms request, CancellationToken cancellationToken) =>
        await db.UpstreamTerms.Where(t => t.ProjectId == caller.ProjectId).OrderBy(t => t.Upstream).ToListAsync(cancellationToken);
}
