using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Datasets;
using Observability.Domain.Experiments;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Experiments;

/// <summary>One answer of an experiment, whole; null when the project has none such.</summary>
/// <param name="ExperimentId">The experiment.</param>
/// <param name="Position">Its place.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record OneCell(Guid ExperimentId, int Position) : IRequest<CellDetail?>;

/// <summary>An answer and what it is held against.</summary>
/// <param name="Cell">Its figures and scores.</param>
/// <param name="Variants">What is compared.</param>
/// <param name="Rules">The rules.</param>
/// <param name="Baseline">Place of the baseline.</param>
public sealed record CellDetail(ExperimentCell Cell, IReadOnlyList<Variant> Variants, IReadOnlyList<ScoringRule> Rules, int Baseline)
{
    /// <summary>What the experiment is called.</summary>
    public required string Name { get; init; }

    /// <summary>What was asked, by name; empty = only a request.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Inputs { get; init; }

    /// <summary>The answer that is expected; null = none is.</summary>
    public required string? Expected { get; init; }

    /// <summary>The answer; null = there is none, or its bytes are gone.</summary>
    public required string? Answer { get; init; }

    /// <summary>The baseline's answer to the same row; null = there is none, or this is it.</summary>
    public required string? BaselineAnswer { get; init; }

    /// <summary>Positions of all answers to this row, by variant, then repetition.</summary>
    public required IReadOnlyList<(int Position, short Variant, short Repetition)> OfRow { get; init; }

    /// <summary>What the rules say; null = not scored yet.</summary>
    public IReadOnlyList<RuleScore>? Scores => StoredParts.ScoresOf(Cell.Scores);
}

internal sealed class OneCellHandler(ObservabilityDb db, Caller caller, AnswerReading answers) : IRequestHandler<OneCell, CellDetail?>
{
    public async Task<CellDetail?> Handle(OneCell request, CancellationToken cancellationToken)
    {
        var ct = cancellationToken;
        if (await db.Experiments.SingleOrDefaultAsync(e => e.Id == request.ExperimentId && e.ProjectId == caller.ProjectId, ct) is not { } experiment
            || await db.ExperimentCells.SingleOrDefaultAsync(c => c.ExperimentId == experiment.Id && c.Position == request.Position, ct) is not { } cell)
        {
            return null;
        }

        var row = await db.ExperimentRows.SingleAsync(r => r.ExperimentId == experiment.Id && r.Position == cell.RowPosition, ct);
        var beside = await db.ExperimentCells.Where(c => c.ExperimentId == experiment.Id && c.RowPosition == cell.RowPosition)
            .OrderBy(c => c.Variant).ThenBy(c => c.Repetition).ToListAsync(ct);
        var baseline = beside.FirstOrDefault(c => c.Variant == experiment.Baseline && c.Repetition == cell.Repetition && c.Variant != cell.Variant);
        return new(cell, StoredParts.VariantsOf(experiment), StoredParts.RulesOf(experiment.Rules), experiment.Baseline)
        {
            Name = await db.Runs.Where(r => r.Id == experiment.Id).Select(r => r.Name).SingleAsync(ct),
            Inputs = RowInputs.Read(row.Inputs),
            Expected = row.Expected,
            Answer = await AnswerAsync(cell, ct),
            BaselineAnswer = baseline is null ? null : await AnswerAsync(baseline, ct),
            OfRow = [.. beside.Select(c => (c.Position, c.Variant, c.Repetition))],
        };
    }

    private async Task<string?> AnswerAsync(ExperimentCell cell, CancellationToken ct) =>
        cell is { ExchangeId: { } id, ExchangeStartedAt: { } at } ? (await answers.OfAsync(id, at, ct)).Text : null;
}
