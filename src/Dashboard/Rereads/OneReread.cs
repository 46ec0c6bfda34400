using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Rereads;

/// <summary>One order to read again; null when the project has none of this id.</summary>
/// <param name="Id">The order.</param>
[Requires(Access.Read)]
public sealed record OneReread(Guid Id) : IRequest<Reread?>;

internal sealed class OneRereadHandler(ObservabilityDb db, Caller caller) : IRequestHandler<OneReread, Reread?>
{
    public Task<Reread?> Handle(OneReread request, CancellationToken cancellationToken) =>
        db.Rereads.SingleOrDefaultAsync(r => r.Id == request.Id && r.ProjectId == caller.ProjectId, cancellationToken);
}
