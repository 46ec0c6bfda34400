using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>An exchange that Open WebUI made for another one, both of which came through us.</summary>
/// <param name="Id">The inner exchange.</param>
/// <param name="Model">The model that answered, else the one asked for; null when none was named.</param>
/// <param name="Upstream">Where it went.</param>
public sealed record Hop(Guid Id, string? Model, string Upstream)
{
    /// <summary>Most told of one exchange.</summary>
    public const int Most = 20;

    /// <summary>What was made for <paramref name="row"/>, in order; none for nearly every exchange.</summary>
    internal static async Task<IReadOnlyList<Hop>> OfAsync(ObservabilityDb db, Exchange row, CancellationToken ct)
    {
        // They began while it was open: that leaves out all other partitions.
        var end = row.StartedAt + TimeSpan.FromMicroseconds(row.DurationUs) + TimeSpan.FromSeconds(1);
        return await db.Exchanges.Where(e => e.HopOf == row.Id && e.ProjectId == row.ProjectId && e.StartedAt >= row.StartedAt && e.StartedAt <= end)
            .OrderBy(e => e.StartedAt).ThenBy(e => e.Id).Take(Most)
            .Select(e => new Hop(e.Id, e.ModelServed ?? e.ModelRequested, e.Upstream)).ToListAsync(ct);
    }
}
