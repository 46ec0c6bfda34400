using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Upstreams;

/// <summary>Which family of formats an upstream speaks, by its name.</summary>
internal static class UpstreamFamily
{
    /// <summary>The family as configured now, the project's own upstream first; null when there is no upstream of that name any more.</summary>
    public static Task<string?> OfAsync(ObservabilityDb db, Guid projectId, string upstream, CancellationToken ct) =>
        db.Upstreams.Where(u => u.Name == upstream && (u.ProjectId == null || u.ProjectId == projectId))
            .OrderBy(u => u.ProjectId == null).Select(u => u.Format).FirstOrDefaultAsync(ct);
}
