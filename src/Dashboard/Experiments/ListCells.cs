using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Experiments;

namespace Observability.Dashboard.Experiments;

/// <summary>Answers of an experiment in their order, by keyset; null when the project has none of this id.</summary>
/// <param name="ExperimentId">The experiment.</param>
/// <param name="After">Position of the last one before; null = from the first.</param>
/// <param name="Limit">How many, 1 to <see cref="MaxLimit"/>.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record ListCells(Guid ExperimentId, int? After, int Limit) : IRequest<CellBatch?>
{
    /// <summary>Most at once.</summary>
    public const int MaxLimit = 500;
}

/// <summary>Some answers.</summary>
/// <param name="Experiment">Their experiment.</param>
/// <param name="Cells">They.</param>
/// <param name="Next">Position of the last one when there are more; else null.</param>
public sealed record CellBatch(Experiment Experiment, IReadOnlyList<ExperimentCell> Cells, int? Next);

internal sealed class ListCellsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListCells, CellBatch?>
{
    public async Task<CellBatch?> Handle(ListCells request, CancellationToken cancellationToken)
    {
        if (await db.Experiments.SingleOrDefaultAsync(e => e.Id == request.ExperimentId && e.ProjectId == caller.ProjectId, cancellationToken) is not { } experiment)
        {
            return null;
        }

        var after = request.After ?? 0;
        var limit = Math.Clamp(request.Limit, 1, ListCells.MaxLimit);
        var cells = await db.ExperimentCells.Where(c => c.ExperimentId == experiment.Id && c.Position > after).OrderBy(c => c.Position).Take(limit + 1).ToListAsync(cancellationToken);
        return new(experiment, [.. cells.Take(limit)], cells.Count > limit ? cells[limit - 1].Position : null);
    }
}
