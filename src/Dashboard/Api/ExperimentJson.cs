using Observability.Dashboard.Experiments;
using Observability.Domain;
using Observability.Domain.Experiments;
using Observability.Domain.Runs;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Api;

/// <summary>Experiments, the newest first.</summary>
internal sealed record ExperimentListJson(IReadOnlyList<ExperimentJson> Data, Guid? NextBefore);

/// <summary>An experiment and how far it is. Sums of money are strings of decimals; null = not known, never 0.</summary>
internal sealed class ExperimentJson(Run run, string dataset, int rows)
{
    public Guid Id => run.Id;

    public string Name => run.Name;

    public string State => EnumNames.NameOf(run.State);

    public string? WhyStopped => run.WhyStopped;

    public string? Trouble => run.Trouble;

    public string Dataset => dataset;

    public int Rows => rows;

    /// <summary>Calls in all, those of the judge included.</summary>
    public int Total => run.Total;

    public int Settled => run.Settled;

    public int Failed => run.Failed;

    public int Refused => run.Refused;

    public int Unpriced => run.Unpriced;

    public string CapUsd => MoneyJson.Of(run.CapUsd);

    public string KnownUsd => MoneyJson.Of(run.KnownUsd);

    public string EstimatedUsd => MoneyJson.Of(run.EstimatedUsd);

    public DateTimeOffset CreatedAt => run.CreatedAt;

    public string CreatedBy => run.CreatedBy;

    public DateTimeOffset? FinishedAt => run.FinishedAt;
}

/// <summary>An experiment and what came of it.</summary>
internal sealed class ExperimentDetailJson(ExperimentDetail detail)
{
    public ExperimentJson Experiment { get; } = new(detail.Run.Run, detail.Experiment.DatasetName, detail.Experiment.RowCount);

    public Guid DatasetId => detail.Experiment.DatasetId;

    public int Repetitions => detail.Experiment.Repetitions;

    public int Baseline => detail.Experiment.Baseline;

    public IReadOnlyList<RuleJson> Rules { get; } = [.. detail.Rules.Select(RuleJson.Of)];

    public JudgeJson? Judge { get; } = detail.Judge is { } judge ? new(judge.Upstream, judge.Model) { Prompt = judge.Prompt } : null;

    /// <summary>What each variant came to.</summary>
    public IReadOnlyList<VariantJson> Variants { get; } = [.. detail.Figures.Select(f => new VariantJson(detail, f))];

    /// <summary>Comparisons with the baseline; null before the experiment is over.</summary>
    public IReadOnlyList<ComparisonJson>? Comparisons { get; } = detail.Comparisons is { } all ? [.. all.Select(c => new ComparisonJson(detail, c))] : null;

    /// <summary>Rows on which a variant fails what the baseline passes.</summary>
    public IReadOnlyList<int> WorseRows { get; } = [.. detail.Worse.Keys.Order()];
}

/// <summary>A variant and what it came to.</summary>
internal sealed class VariantJson(ExperimentDetail detail, VariantFigures figures)
{
    private readonly Variant _variant = detail.Variants[figures.Variant];

    public string Name => _variant.Name;

    /// <summary>The version of a prompt, <c>name@7</c>; null = each row's own request.</summary>
    public string? Prompt => _variant.Prompt?.Reference;

    public string? Upstream => _variant.Upstream;

    public string? Model => _variant.Model;

    public int Answers => figures.Answers;

    public int Settled => figures.Settled;

    public int Failed => figures.Failed;

    public int Unpriced => figures.Unpriced;

    public string? KnownUsd => figures.KnownUsd is { } usd ? MoneyJson.Of(usd) : null;

    public string? EstimatedUsd => figures.EstimatedUsd is { } usd ? MoneyJson.Of(usd) : null;

    public long? InputTokens => figures.InputTokens;

    public long? OutputTokens => figures.OutputTokens;

    /// <summary>Answers that the judge was asked about without a score coming of it.</summary>
    public int WithoutVerdict => figures.Unreadable;

    public IReadOnlyList<MeasureJson> Measures { get; } = [.. figures.Measured.Select((m, i) => new MeasureJson(
        ComparisonJson.NameOf(detail.Measures[i]), detail.Measures[i].Rule?.Rule.Name, m.Mean, m.Interval?.Low, m.Interval?.High, m.Rows, m.Passed))];
}

/// <summary>A mean over rows and its 95 % interval: of scores 0 to 1, of latency seconds, of cost dollars. <c>rule</c> names the rule where it is one.</summary>
internal sealed record MeasureJson(string Measure, string? Rule, double? Mean, double? Low, double? High, int Rows, int? Passed);

/// <summary>A variant beside the baseline in one measure.</summary>
internal sealed class ComparisonJson(ExperimentDetail detail, Comparison comparison)
{
    public string Variant => detail.Variants[comparison.Variant].Name;

    public string Measure => NameOf(detail.Measures[comparison.Measure]);

    public string? Rule => detail.Measures[comparison.Measure].Rule?.Rule.Name;

    /// <summary>Mean difference over rows, variant minus baseline.</summary>
    public double? Difference => comparison.Difference?.Mean;

    public double? Low => comparison.Difference?.Interval?.Low;

    public double? High => comparison.Difference?.Interval?.High;

    public int Rows => comparison.Difference?.Count ?? 0;

    public int RowsHigher => comparison.Difference?.Better ?? 0;

    public int RowsLower => comparison.Difference?.Worse ?? 0;

    public int RowsLeftOut => comparison.LeftOut;

    public double? P => comparison.Difference?.P;

    public double? PCorrected => comparison.CorrectedP;

    /// <summary>better, worse, not_shown, too_few, same, nothing_to_compare.</summary>
    public string Finding => EnumNames.NameOf(comparison.Finding);

    internal static string NameOf(Measure measure) => EnumNames.NameOf(measure.Kind);
}

/// <summary>Answers, in order.</summary>
internal sealed record CellsJson(IReadOnlyList<CellJson> Data, int? NextAfter);

/// <summary>An answer and what it scored.</summary>
internal sealed class CellJson(ExperimentCell cell, IReadOnlyList<ScoringRule> rules, IReadOnlyList<Variant> variants)
{
    public int Position => cell.Position;

    public int Row => cell.RowPosition;

    public string Variant => variants[cell.Variant].Name;

    public int Repetition => cell.Repetition;

    public Guid? ExchangeId => cell.ExchangeId;

    public string? Outcome => cell.Outcome is { } outcome ? EnumNames.NameOf(outcome) : null;

    public string? Problem => cell.Problem;

    public string? Preview => cell.Preview;

    public IReadOnlyList<CellScoreJson>? Scores { get; } = StoredParts.ScoresOf(cell.Scores) is { } scores
        ? [.. rules.Zip(scores).Select(s => new CellScoreJson(s.First.Name, s.Second.Value, s.Second.Passed, s.Second.Reason))] : null;

    public double? JudgeScore => cell.JudgeScore;

    public string? JudgeReason => cell.JudgeReason;

    public Guid? JudgeExchangeId => cell.JudgeExchangeId;

    public double? HandScore => cell.HandScore;

    public string? HandComment => cell.HandComment;

    public string? HandBy => cell.HandBy;

    public DateTimeOffset? HandAt => cell.HandAt;

    public long? LatencyUs => cell.LatencyUs;

    public long? FirstTokenUs => cell.FirstTokenUs;

    public string? CostUsd => cell.CostUsd is { } usd ? MoneyJson.Of(usd) : null;

    public string? EstimatedCostUsd => cell.EstimatedCostUsd is { } usd ? MoneyJson.Of(usd) : null;

    public long? InputTokens => cell.InputTokens;

    public long? OutputTokens => cell.OutputTokens;

    public DateTimeOffset? SettledAt => cell.SettledAt;
}

/// <summary>What a rule says of an answer; null = it cannot be said.</summary>
internal sealed record CellScoreJson(string Rule, double? Value, bool? Passed, string Reason);

/// <summary>What an order would send and cost.</summary>
internal sealed class ExperimentEstimateJson(ExperimentEstimate estimate)
{
    public int Rows => estimate.Rows;

    public int Calls => estimate.Calls;

    /// <summary>What the calls would cost whose cost can be estimated; null = of none it can.</summary>
    public string? EstimatedUsd => estimate.Usd is { } usd ? MoneyJson.Of(decimal.Round(usd, 6)) : null;

    public int UnknownCalls => estimate.UnknownCalls;

    public IReadOnlyList<EstimatedPartJson> Parts { get; } = [.. estimate.Parts.Select(p => new EstimatedPartJson(
        p.Name, p.Name is null, p.Models, p.Calls, p.Usd is { } usd ? MoneyJson.Of(decimal.Round(usd, 6)) : null, p.Problem))];
}

/// <summary>Calls and cost of a variant, or of the judge. <c>problem</c> says why some row cannot be sent.</summary>
internal sealed record EstimatedPartJson(string? Variant, bool Judge, IReadOnlyList<string> Models, int Calls, string? EstimatedUsd, string? Problem);
