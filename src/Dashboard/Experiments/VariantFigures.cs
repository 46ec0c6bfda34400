using Observability.Domain.Scoring;

namespace Observability.Dashboard.Experiments;

/// <summary>What a variant came to.</summary>
/// <param name="Variant">Its place.</param>
/// <param name="Answers">Answers it was to give.</param>
/// <param name="Settled">Those settled or refused.</param>
/// <param name="Failed">Those of the settled without an answer.</param>
/// <param name="Unpriced">Answers whose cost is not known, not even estimated.</param>
/// <param name="KnownUsd">What the others cost by reported usage, US dollars; null = of none it is known.</param>
/// <param name="EstimatedUsd">What those with estimated tokens cost, US dollars; null = there are none. Never one sum with the known.</param>
/// <param name="InputTokens">Input tokens; null = of no answer they are known.</param>
/// <param name="OutputTokens">Output tokens; null = of no answer they are known.</param>
/// <param name="Unreadable">Answers that the judge was asked about without a score coming of it.</param>
/// <param name="Measured">Each measure, in their order.</param>
public sealed record VariantFigures(
    int Variant, int Answers, int Settled, int Failed, int Unpriced, decimal? KnownUsd, decimal? EstimatedUsd, long? InputTokens, long? OutputTokens, int Unreadable,
    IReadOnlyList<MeasuredFigure> Measured)
{
    internal static VariantFigures Of(int variant, IReadOnlyList<ScoredCell> cells, IReadOnlyList<Measure> measures)
    {
        var answered = cells.Where(c => c.Answered).ToList();
        var (known, estimated) = (answered.Where(c => c.CostUsd is not null).ToList(), answered.Where(c => c.EstimatedCostUsd is not null).ToList());
        return new(
            variant, cells.Count, cells.Count(c => c.Settled), cells.Count(c => c.Settled && !c.Answered), answered.Count - known.Count - estimated.Count,
            known.Count > 0 ? known.Sum(c => c.CostUsd) : null,
            estimated.Count > 0 ? estimated.Sum(c => c.EstimatedCostUsd) : null,
            answered.Any(c => c.InputTokens is not null) ? answered.Sum(c => c.InputTokens) : null,
            answered.Any(c => c.OutputTokens is not null) ? answered.Sum(c => c.OutputTokens) : null,
            cells.Count(c => c.Judged && c.JudgeScore is null),
            [.. measures.Select(m => MeasuredFigure.Of(m, cells))]);
    }
}

/// <summary>A measure over the rows of a variant.</summary>
/// <param name="Mean">Mean over rows, each row the mean of its answers; null = of no row it is known.</param>
/// <param name="Interval">Its interval; null = too few rows, or all the same.</param>
/// <param name="Rows">Rows it is known of.</param>
/// <param name="Passed">Answers that pass, where a measure is pass or fail and each row has one answer; null elsewhere.</param>
public sealed record MeasuredFigure(double? Mean, Interval? Interval, int Rows, int? Passed)
{
    internal static MeasuredFigure Of(Measure measure, IEnumerable<ScoredCell> cells)
    {
        var groups = cells.Select(c => (c.Row, Value: measure.Value(c))).Where(c => c.Value is not null).GroupBy(c => c.Row, c => c.Value!.Value).ToList();
        var rows = groups.Select(g => g.Average()).ToList();
        if (measure.IsPassOrFail && groups.All(g => g.Count() == 1))
        {
            var share = new Proportion(rows.Count(v => v >= 1), rows.Count);
            return new(share.Share, share.Interval, rows.Count, rows.Count == 0 ? null : share.Passed);
        }

        var mean = MeanEstimate.Of(rows);
        return new(mean?.Mean, mean?.Interval is { } i && measure.HigherIsBetter ? new(Math.Max(0, i.Low), Math.Min(1, i.High)) : mean?.Interval, rows.Count, null);
    }
}
