using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>The project's datasets, the one changed last first.</summary>
[Requires(Access.Read)]
public sealed record ListDatasets : IRequest<IReadOnlyList<DatasetSummary>>;

/// <summary>A dataset without its rows.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for; empty = nobody said.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="UpdatedAt">When it or a row of it was last changed.</param>
/// <param name="UpdatedBy">Who did.</param>
public sealed record DatasetSummary(
    Guid Id, string Name, string Description, int Rows, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset UpdatedAt, string UpdatedBy)
{
    internal static DatasetSummary Of(Dataset dataset, int rows) =>
        new(dataset.Id, dataset.Name, dataset.Description, rows, dataset.CreatedAt, dataset.CreatedBy, dataset.UpdatedAt, dataset.UpdatedBy);

    /// <summary>The datasets of a project, each with the number of its rows.</summary>
    internal static IQueryable<DatasetSummary> In(ObservabilityDb db, Guid project) => db.Datasets.Where(d => d.ProjectId == project)
        .OrderByDescending(d => d.UpdatedAt).ThenBy(d => d.Id)
        .Select(d => new DatasetSummary(
            d.Id, d.Name, d.Description, db.DatasetRows.Count(r => r.DatasetId == d.Id), d.CreatedAt, d.CreatedBy, d.UpdatedAt, d.UpdatedBy));
}

internal sealed class ListDatasetsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListDatasets, IReadOnlyList<DatasetSummary>>
{
    public async Task<IReadOnlyList<DatasetSummary>> Handle(ListDatasets request, CancellationToken cancellationToken) =>
        await DatasetSummary.In(db, caller.ProjectId).ToListAsync(cancellationToken);
}
