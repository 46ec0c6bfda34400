using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Rereads;

/// <summary>The project's latest orders to read again, newest first, with how far each has got.</summary>
[Requires(Access.Read)]
public sealed record ListRereads : IRequest<IReadOnlyList<Reread>>
{
    /// <summary>How many are told at most.</summary>
    public const int Most = 100;
}

internal sealed class ListRereadsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListRereads, IReadOnlyList<Reread>>
{
    public async Task<IReadOnlyList<Reread>> Handle(ListRereads request, CancellationToken cancellationToken) =>
        await db.Rereads.Where(r => r.ProjectId == caller.ProjectId).OrderByDescending(r => r.CreatedAt).Take(ListRereads.Most).ToListAsync(cancellationToken);
}
