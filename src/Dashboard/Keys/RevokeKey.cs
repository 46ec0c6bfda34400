using MediatR;
using Microsoft.EntityFrameworkCore;
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
        var now = time.GetUtcNow();
        return await db.Keys
            .Where(k => k.Id == request.Id && k.ProjectId == caller.ProjectId && k.RevokedAt == null)
            .ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, now), cancellationToken) > 0;
    }
}
