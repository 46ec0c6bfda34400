using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Datasets;

/// <summary>Names of all inputs of a dataset's rows, in the order they come; none when the project has no such dataset.</summary>
/// <param name="DatasetId">The dataset.</param>
[Requires(Access.Read)]
public sealed record InputNames(Guid DatasetId) : IRequest<IReadOnlyList<string>>
{
    /// <summary>Most names that are told: as many columns a table may have.</summary>
    public const int Most = 1_000;
}

internal sealed class InputNamesHandler(ObservabilityDb db, Caller caller) : IRequestHandler<InputNames, IReadOnlyList<string>>
{
    public async Task<IReadOnlyList<string>> Handle(InputNames request, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<string>(
            $"""
            select key as "Value" from dataset_rows r, lateral json_each_text(r.inputs) with ordinality as e (key, value, n)
            where r.dataset_id = {request.DatasetId} and r.project_id = {caller.ProjectId}
            group by key order by min(position), min(n) limit {InputNames.Most + 1}
            """).ToListAsync(cancellationToken);
}
