using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;

namespace Observability.Dashboard.Keys;

/// <summary>Revokes a key for good; every ingest refuses it within seconds. False when the project has no such key that still works.</summary>
/// <param name="Id">The key.</param>
[Requires(Access.Admin)]
public sealed record RevokeKey(Guid Id) : IRequest<bool>;

internal sealed class RevokeKeyHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<RevokeKey, bool>
{
    public async Task<bool> Handle(RevokeKey request, CancellationToken cancellationToken)
    {
        // Locked: of two people who revoke at once one did.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var key = await db.Keys.FromSql($"select * from keys where id = {request.Id} and project_id = {caller.ProjectId} and revoked_at is null for update")
            .AsTracking().SingleOrDefaultAsync(cancellationToken);
        if (key is null)
        {
            return false;
        }

        var now = time.GetUtcNow();
        key.RevokedAt = now;
        AuditLog.Add(db, caller, now, ("key.revoked", key.Id), new { key.Name, Kind = EnumNames.NameOf(key.Kind) });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
