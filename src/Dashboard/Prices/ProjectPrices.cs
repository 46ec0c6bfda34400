using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Pricing;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Prices;

/// <summary>The price book of one project, from the tables as they are now.</summary>
internal static class ProjectPrices
{
    /// <summary>The catalogue with the project's own prices and terms over it.</summary>
    public static async Task<PriceBook> OfAsync(ObservabilityDb db, Guid projectId, CancellationToken ct)
    {
        var own = await db.Prices.Where(p => p.ProjectId == projectId).ToListAsync(ct);
        var terms = await db.UpstreamTerms.Where(t => t.ProjectId == projectId).ToListAsync(ct);
        var upstreams = await db.Upstreams.Where(u => u.ProjectId == null || u.ProjectId == projectId).ToListAsync(ct);
        return PriceBook.Create(own, terms, [.. upstreams.Select(Billing)]);
    }

    private static BillingUpstream Billing(Upstream upstream) =>
        new(upstream.ProjectId, upstream.Name, UpstreamUrl.Parse(upstream.BaseUrl), upstream.AllowPrivate) { Prices = upstream.Prices, Format = upstream.Format };
}
