using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Experiments;

namespace Observability.Dashboard.Experiments;

/// <summary>Rows of an experiment with their answers; null when the project has none of this id.</summary>
/// <param name="Id">The experiment.</param>
/// <param name="Rows">Positions of the rows, at most <see cref="MaxRows"/>.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record ExperimentGrid(Guid Id, IReadOnlyList<int> Rows) : IRequest<IReadOnlyList<GridRow>?>
{
    /// <summary>Most rows at once.</summary>
    public const int MaxRows = 100;
}

/// <summary>A row and its answers.</summary>
/// <param name="Position">Its place.</param>
/// <param name="Inputs">How its inputs begin.</param>
/// <param name="Expected">How the expected answer begins; null = none is.</param>
/// <param name="Erased">Whether what it held was erased.</param>
/// <param name="Cells">Its answers, by variant, then repetition.</param>
public sealed record GridRow(int Position, string Inputs, string? Expected, bool Erased, IReadOnlyList<ExperimentCell> Cells);

internal sealed class ExperimentGridHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ExperimentGrid, IReadOnlyList<GridRow>?>
{
    public async Task<IReadOnlyList<GridRow>?> Handle(ExperimentGrid request, CancellationToken cancellationToken)
    {
        if (!await db.Experiments.AnyAsync(e => e.Id == request.Id && e.ProjectId == caller.ProjectId, cancellationToken))
        {
            return null;
        }

        int[] wanted = [.. request.Rows.Take(ExperimentGrid.MaxRows)];
        var rows = await db.Database.SqlQuery<Beginning>(
            $"""
            select position as "Position", left(coalesce((select string_agg(case when n > 1 or key not in ('input', 'user', 'question') then key || ': ' else '' end || left(value, 300), ' · ' order by n)
                from json_each_text(inputs) with ordinality as i (key, value, n) where n <= 4), left(request, 300), ''), 600) as "Inputs",
                left(expected, 300) as "Expected", erased as "Erased"
            from experiment_rows where experiment_id = {request.Id} and position = any({wanted})
            """).ToDictionaryAsync(r => r.Position, cancellationToken);
        var cells = (await db.ExperimentCells.Where(c => c.ExperimentId == request.Id && wanted.Contains(c.RowPosition))
            .OrderBy(c => c.Variant).ThenBy(c => c.Repetition).ToListAsync(cancellationToken)).ToLookup(c => c.RowPosition);
        return [.. wanted.Where(rows.ContainsKey).Select(p => new GridRow(p, rows[p].Inputs, rows[p].Expected, rows[p].Erased, [.. cells[p]]))];
    }

    private sealed record Beginning(int Position, string Inputs, string? Expected, bool Erased);
}
