using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Experiments;

namespace Observability.Dashboard.Experiments;

/// <summary>The answers of an experiment, as figures need them.</summary>
internal static class ExperimentCells
{
    /// <summary>All of them; their number is bounded by what may be ordered.</summary>
    public static async Task<IReadOnlyList<ScoredCell>> LoadAsync(ObservabilityDb db, Guid experiment, CancellationToken ct)
    {
        var cells = await db.ExperimentCells.Where(c => c.ExperimentId == experiment).OrderBy(c => c.Position)
            .Select(c => new ExperimentCell
            {
                RowPosition = c.RowPosition,
                Variant = c.Variant,
                Outcome = c.Outcome,
                SettledAt = c.SettledAt,
                Scores = c.Scores,
                JudgeScore = c.JudgeScore,
                JudgedAt = c.JudgedAt,
                HandScore = c.HandScore,
                LatencyUs = c.LatencyUs,
                CostUsd = c.CostUsd,
                EstimatedCostUsd = c.EstimatedCostUsd,
                InputTokens = c.InputTokens,
                OutputTokens = c.OutputTokens,
            }).ToListAsync(ct);
        return [.. cells.Select(Of)];
    }

    /// <summary>Of one answer what figures are made of.</summary>
    public static ScoredCell Of(ExperimentCell cell) => new(
        cell.RowPosition, cell.Variant, cell.SettledAt is not null, cell.Outcome is ExchangeOutcome.Completed or ExchangeOutcome.ServedFromCache, StoredParts.ScoresOf(cell.Scores))
    {
        JudgeScore = cell.JudgeScore,
        Judged = cell.JudgedAt is not null,
        HandScore = cell.HandScore,
        LatencyUs = cell.LatencyUs,
        CostUsd = cell.CostUsd,
        EstimatedCostUsd = cell.EstimatedCostUsd,
        InputTokens = cell.InputTokens,
        OutputTokens = cell.OutputTokens,
    };
}
