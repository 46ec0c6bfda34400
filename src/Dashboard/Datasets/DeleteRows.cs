using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Observability.Dashboard.Datasets;

/// <summary>Deletes rows; how many were there, or null when the project has no such dataset.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Ids">The rows; at most <see cref="AddRow.Most"/> are looked at.</param>
[Requires(Access.Annotate)]
public sealed record DeleteRows(Guid DatasetId, IReadOnlyList<Guid> Ids) : IRequest<DeletedRows?>;

/// <summary>What came of it.</summary>
/// <param name="Count">How many rows there are less.</param>
public sealed record DeletedRows(int Count);

internal sealed class DeleteRowsHandler(DatasetDesk desk) : IRequestHandler<DeleteRows, DeletedRows?>
{
    public async Task<DeletedRows?> Handle(DeleteRows request, CancellationToken cancellationToken)
    {
        await using var held = await desk.HoldAsync(request.DatasetId, cancellationToken);
        if (held is null)
        {
            return null;
        }

        var ids = request.Ids.Take(AddRow.Most).ToArray();
        var count = await desk.Db.DatasetRows.Where(r => r.DatasetId == request.DatasetId && ids.Contains(r.Id)).ExecuteDeleteAsync(cancellationToken);
        await held.CommitAsync(cancellationToken);
        return new(count);
    }
}
