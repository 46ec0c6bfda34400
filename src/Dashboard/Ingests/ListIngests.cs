using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Ingests;

namespace Observability.Dashboard.Ingests;

/// <summary>What each ingest process last said about its spool, newest word first. Shared by all projects: it holds numbers only.</summary>
[Requires(Access.Read)]
public sealed record ListIngests : IRequest<IReadOnlyList<IngestInstance>>;

internal sealed class ListIngestsHandler(ObservabilityDb db) : IRequestHandler<ListIngests, IReadOnlyList<IngestInstance>>
{
    public async Task<IReadOnlyList<IngestInstance>> Handle(ListIngests request, CancellationToken cancellationToken) =>
        await db.IngestInstances.OrderByDescending(i => i.SeenAt).Take(100).ToListAsync(cancellationToken);
}
