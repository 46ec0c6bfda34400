using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Datasets;

/// <summary>One dataset without its rows; null when the project has none of this id.</summary>
/// <param name="Id">The dataset.</param>
[Requires(Access.Read)]
public sealed record OneDataset(Guid Id) : IRequest<DatasetSummary?>;

internal sealed class OneDatasetHandler(ObservabilityDb db, Caller caller) : IRequestHandler<OneDataset, DatasetSummary?>
{
    public async Task<DatasetSummary?> Handle(OneDataset request, CancellationToken cancellationToken) =>
        await db.Datasets.SingleOrDefaultAsync(d => d.Id == request.Id && d.ProjectId == caller.ProjectId, cancellationToken) is { } dataset
            ? DatasetSummary.Of(dataset, await db.DatasetRows.CountAsync(r => r.DatasetId == dataset.Id, cancellationToken))
            : null;
}
