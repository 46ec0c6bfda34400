using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Prices;

/// <summary>A price for an upstream that is misspelt would never hold, and nobody would notice.</summary>
internal static class KnownUpstream
{
    /// <summary>Null when the project may use an upstream of this name; otherwise a sentence with those it may.</summary>
    public static async Task<string?> RefuseAsync(ObservabilityDb db, Guid projectId, string name, CancellationToken ct)
    {
        var known = await db.Upstreams.Where(u => u.ProjectId == null || u.ProjectId == projectId).Select(u => u.Name).Distinct().Order().ToListAsync(ct);
        return known.Contains(name) ? null : string.Format(CultureInfo.CurrentCulture, OwnPricesText.UpstreamUnknown, name, string.Join(", ", known));
    }
}
