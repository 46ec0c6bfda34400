using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;

namespace Observability.Dashboard.Upstreams;

/// <summary>Removes one of the project's own upstreams; false when it has none of this id.</summary>
/// <param name="Id">The upstream.</param>
[Requires(Access.Admin)]
public sealed record RemoveUpstream(Guid Id) : IRequest<bool>;

internal sealed class RemoveUpstreamHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<RemoveUpstream, bool>
{
    public async Task<bool> Handle(RemoveUpstream request, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Upstreams.FromSql($"select * from upstreams where id = {request.Id} and project_id = {caller.ProjectId} for update")
            .AsTracking().SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return false;
        }

        db.Remove(row);
        AuditLog.Add(db, caller, time.GetUtcNow(), ("upstream.removed", row.Id), new { row.Name, row.BaseUrl, HadCredential = row.Credential is not null });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
