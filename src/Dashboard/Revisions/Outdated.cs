using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Revisions;

/// <summary>A preview must not outlive the prices it rests on.</summary>
internal static class Outdated
{
    /// <summary>Saves what <paramref name="db"/> holds, a change of prices, and has every preview of the project worked out anew, in one transaction.</summary>
    public static async Task SaveAsync(ObservabilityDb db, Guid projectId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.SaveChangesAsync(ct);
        await db.Revisions.Where(r => r.ProjectId == projectId && (r.State == RevisionState.WorkingOut || r.State == RevisionState.Ready))
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RevisionState.Waiting), ct);
        await transaction.CommitAsync(ct);
    }
}
