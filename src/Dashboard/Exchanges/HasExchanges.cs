using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Exchanges;

/// <summary>Whether the project has captured anything that asked a model for something.</summary>
[Requires(Access.Read)]
public sealed record HasExchanges : IRequest<bool>;

internal sealed class HasExchangesHandler(ObservabilityDb db, Caller caller) : IRequestHandler<HasExchanges, bool>
{
    public Task<bool> Handle(HasExchanges request, CancellationToken cancellationToken) =>
        db.Exchanges.AnyAsync(e => e.ProjectId == caller.ProjectId && e.Endpoint != "models", cancellationToken);
}
