using Observability.Domain.Scoring;

namespace Observability.Dashboard.Experiments;

/// <summary>What kind of thing is measured of an answer.</summary>
public enum MeasureKind
{
    /// <summary>A rule's score, 0 to 1.</summary>
    Rule,

    /// <summary>The judge's score, 0 to 1.</summary>
    Judge,

    /// <summary>A person's score, 0 to 1.</summary>
    Hand,

    /// <summary>Whole latency, seconds.</summary>
    Latency,

    /// <summary>Cost by reported usage, US dollars.</summary>
    Cost,

    /// <summary>Output tokens.</summary>
    OutputTokens,
}

/// <summary>Something measured of every answer of an experiment.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Rule">The rule and its place among the rules; null = it is none.</param>
public sealed record Measure(MeasureKind Kind, (ScoringRule Rule, int Place)? Rule)
{
    /// <summary>Whether more of it is better.</summary>
    public bool HigherIsBetter => Kind is MeasureKind.Rule or MeasureKind.Judge or MeasureKind.Hand;

    /// <summary>Whether an answer passes or fails, with nothing between.</summary>
    public bool IsPassOrFail => Rule is { Rule.Kind: not RuleKind.Similarity };

    /// <summary>What an experiment measures, in the order in which it is shown.</summary>
    public static IReadOnlyList<Measure> Of(IReadOnlyList<ScoringRule> rules, bool judged, bool byHand) =>
    [
        .. rules.Select((r, i) => new Measure(MeasureKind.Rule, (r, i))),
        .. judged ? [new Measure(MeasureKind.Judge, null)] : Array.Empty<Measure>(),
        .. byHand ? [new Measure(MeasureKind.Hand, null)] : Array.Empty<Measure>(),
        new(MeasureKind.Latency, null),
        new(MeasureKind.Cost, null),
        new(MeasureKind.OutputTokens, null),
    ];

    /// <summary>Its value of an answer; null = not known.</summary>
    internal double? Value(ScoredCell cell) => Kind switch
    {
        MeasureKind.Rule => cell.Scores?[Rule!.Value.Place].Value,
        MeasureKind.Judge => cell.JudgeScore,
        MeasureKind.Hand => cell.HandScore,
        MeasureKind.Latency => cell.Answered ? cell.LatencyUs / 1e6 : null,
        MeasureKind.Cost => cell.Answered ? (double?)cell.CostUsd : null,
        MeasureKind.OutputTokens => cell.Answered ? cell.OutputTokens : null,
    };
}

/// <summary>Of an answer what figures are made of.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Variant">Its variant.</param>
/// <param name="Settled">Whether it is settled or was refused.</param>
/// <param name="Answered">Whether its call completed.</param>
/// <param name="Scores">What the rules say; null = not scored.</param>
internal sealed record ScoredCell(int Row, int Variant, bool Settled, bool Answered, IReadOnlyList<RuleScore>? Scores)
{
    public double? JudgeScore { get; init; }

    /// <summary>Whether the judge was asked, or could not be.</summary>
    public bool Judged { get; init; }

    public double? HandScore { get; init; }

    public long? LatencyUs { get; init; }

    public decimal? CostUsd { get; init; }

    public decimal? EstimatedCostUsd { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }
}
