using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;

namespace Observability.Dashboard.Datasets;

/// <summary>Gives a dataset another name or description.</summary>
/// <param name="Id">The dataset.</param>
/// <param name="Name">Its name from now on.</param>
/// <param name="Description">Its description from now on; may be empty.</param>
[Requires(Access.Annotate)]
public sealed record ChangeDataset(Guid Id, string Name, string Description) : IRequest<DatasetAnswer>;

internal sealed class ChangeDatasetHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<ChangeDataset, DatasetAnswer>
{
    public async Task<DatasetAnswer> Handle(ChangeDataset request, CancellationToken cancellationToken)
    {
        if (await db.Datasets.AsTracking().SingleOrDefaultAsync(d => d.Id == request.Id && d.ProjectId == caller.ProjectId, cancellationToken) is not { } dataset)
        {
            return DatasetAnswer.NoSuch;
        }

        if ((RowRules.RefuseName(request.Name) ?? RowRules.RefuseDescription(request.Description)) is { } refusal)
        {
            return DatasetAnswer.Refused(refusal);
        }

        if ((await DatasetAnswer.NamesAsync(db, caller.ProjectId, dataset.Id, cancellationToken)).Contains(request.Name.Trim()))
        {
            return DatasetAnswer.NameTaken(request.Name);
        }

        var before = dataset.Name;
        (dataset.Name, dataset.Description, dataset.UpdatedAt, dataset.UpdatedBy) = (request.Name.Trim(), request.Description.Trim(), time.GetUtcNow(), caller.Name);
        AuditLog.Add(db, caller, dataset.UpdatedAt, ("dataset.changed", dataset.Id), new { Before = before, After = dataset.Name });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return new(DatasetSummary.Of(dataset, await db.DatasetRows.CountAsync(r => r.DatasetId == dataset.Id, cancellationToken)), null);
        }
        catch (DbUpdateException e) when (DatasetAnswer.IsNameTaken(e))
        {
            return DatasetAnswer.NameTaken(dataset.Name);
        }
    }
}
