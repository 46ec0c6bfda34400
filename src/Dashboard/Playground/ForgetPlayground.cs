using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Playground;

/// <summary>Deletes the caller's history of the playground, or one entry of it; how many entries. The exchanges stay.</summary>
/// <param name="Id">The entry; null = all of it.</param>
[Requires(Access.Read)]
public sealed record ForgetPlayground(Guid? Id) : IRequest<int>;

internal sealed class ForgetPlaygroundHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ForgetPlayground, int>
{
    public Task<int> Handle(ForgetPlayground request, CancellationToken cancellationToken) =>
        db.PlaygroundRuns.Where(r => r.ProjectId == caller.ProjectId && r.AccountId == caller.AccountId && (request.Id == null || r.Id == request.Id))
            .ExecuteDeleteAsync(cancellationToken);
}
