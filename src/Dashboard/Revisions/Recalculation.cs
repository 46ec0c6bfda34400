using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Upstreams;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Pricing;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Revisions;

/// <summary>Works out what rows would hold if they were priced or read now. Nothing is written.</summary>
/// <param name="db">Where the bytes are.</param>
/// <param name="prices">The prices.</param>
internal sealed class Recalculation(ObservabilityDb db, PriceBook prices)
{
    /// <summary>The columns of <paramref name="row"/> as they would become, by name; null when there is nothing to work them out from.</summary>
    public async Task<string?> OfAsync(Exchange row, RevisionKind kind, CancellationToken ct)
    {
        if (kind == RevisionKind.Reprice)
        {
            ExchangePrice.Set(row, prices);
            return RowJson.Of(db, row, RowJson.Priced);
        }

        // One at a time: bodies are large, and a page of them is not held.
        var bodies = await db.ExchangeBodies.SingleOrDefaultAsync(b => b.Id == row.Id && b.StartedAt == row.StartedAt && b.ProjectId == row.ProjectId, ct);
        if (bodies is null || WasLetGo(row, bodies))
        {
            return null;
        }

        var family = await UpstreamFamily.OfAsync(db, row.ProjectId, row.Upstream, ct);
        return RowJson.Of(db, ExchangeReader.Read(StoredExchange.ToCaptured(row, bodies, family), prices).Row, RowJson.Read);
    }

    // What redaction let go was read before it went; reading the rest would forget that.
    private static bool WasLetGo(Exchange row, ExchangeBodies bodies) => row.Redaction is not null
        && ((bodies.RequestBody.Length == 0 && row.RequestBytes > 0) || (bodies.ResponseBody.Length == 0 && row.ResponseBytes > 0));
}
