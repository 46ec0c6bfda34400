using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Prices;

/// <summary>By whose list each upstream of the project bills, by name.</summary>
[Requires(Access.Read)]
public sealed record ListBilling : IRequest<IReadOnlyList<UpstreamBilling>>;

/// <summary>How one upstream bills.</summary>
/// <param name="Upstream">Its name.</param>
/// <param name="BaseUrl">Where it is; null when it is not configured any more.</param>
/// <param name="Provider">Name of the provider whose list holds; null = none does, only prices of one's own.</param>
/// <param name="Terms">What was said about it; null = nothing, its address tells.</param>
public sealed record UpstreamBilling(string Upstream, string? BaseUrl, string? Provider, UpstreamTerms? Terms);

internal sealed class ListBillingHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListBilling, IReadOnlyList<UpstreamBilling>>
{
    public async Task<IReadOnlyList<UpstreamBilling>> Handle(ListBilling request, CancellationToken cancellationToken)
    {
        var prices = await ProjectPrices.OfAsync(db, caller.ProjectId, cancellationToken);
        var terms = await db.UpstreamTerms.Where(t => t.ProjectId == caller.ProjectId).ToDictionaryAsync(t => t.Upstream, StringComparer.Ordinal, cancellationToken);
        var upstreams = await db.Upstreams.Where(u => u.ProjectId == null || u.ProjectId == caller.ProjectId).ToListAsync(cancellationToken);
        // A project's own upstream hides everybody's of the same name.
        var addresses = upstreams.OrderBy(u => u.ProjectId is null).DistinctBy(u => u.Name).ToDictionary(u => u.Name, u => u.BaseUrl, StringComparer.Ordinal);
        return
        [
            .. addresses.Keys.Union(terms.Keys).Order(StringComparer.Ordinal)
                .Select(name => new UpstreamBilling(name, addresses.GetValueOrDefault(name), prices.ProviderOf(caller.ProjectId, name)?.Name, terms.GetValueOrDefault(name))),
        ];
    }
}
