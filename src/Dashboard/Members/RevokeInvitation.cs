using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;

namespace Observability.Dashboard.Members;

/// <summary>Takes an invitation back. False when the project has no such one that is still open.</summary>
/// <param name="Id">The invitation.</param>
[Requires(Access.Admin)]
public sealed record RevokeInvitation(Guid Id) : IRequest<bool>;

internal sealed class RevokeInvitationHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<RevokeInvitation, bool>
{
    public async Task<bool> Handle(RevokeInvitation request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var revoked = await db.Invitations
            .Where(i => i.Id == request.Id && i.ProjectId == caller.ProjectId && i.UsedAt == null && i.RevokedAt == null)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.RevokedAt, now), cancellationToken) > 0;
        if (revoked)
        {
            AuditLog.Add(db, caller, now, ("invitation.revoked", request.Id), new { });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return revoked;
    }
}
