using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;

namespace Observability.Dashboard.Datasets;

/// <summary>Deletes a dataset with all its rows; false when the project has none of this id. Requests it was made from stay.</summary>
/// <param name="Id">The dataset.</param>
[Requires(Access.Annotate)]
public sealed record DeleteDataset(Guid Id) : IRequest<bool>;

internal sealed class DeleteDatasetHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<DeleteDataset, bool>
{
    public async Task<bool> Handle(DeleteDataset request, CancellationToken cancellationToken)
    {
        if (await db.Datasets.AsTracking().SingleOrDefaultAsync(d => d.Id == request.Id && d.ProjectId == caller.ProjectId, cancellationToken) is not { } dataset)
        {
            return false;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var rows = await db.DatasetRows.Where(r => r.DatasetId == dataset.Id).ExecuteDeleteAsync(cancellationToken);
        db.Remove(dataset);
        AuditLog.Add(db, caller, time.GetUtcNow(), ("dataset.deleted", dataset.Id), new { dataset.Name, Rows = rows });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
