using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Upstreams;

/// <summary>Removes one of the project's own upstreams; false when it has none of this id.</summary>
/// <param name="Id">The upstream.</param>
[Requires(Access.Admin)]
public sealed record RemoveUpstream(Guid Id) : IRequest<bool>;

internal sealed class RemoveUpstreamHandler(ObservabilityDb db, Caller caller) : IRequestHandler<RemoveUpstream, bool>
{
    public async Task<bool> Handle(RemoveUpstream request, CancellationToken cancellationToken) =>
        await db.Upstreams.Where(u => u.Id == request.Id && u.ProjectId == caller.ProjectId).ExecuteDeleteAsync(cancellationToken) > 0;
}
