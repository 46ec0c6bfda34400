using Observability.Domain.Exchanges;

namespace Observability.Domain.Experiments;

/// <summary>One answer of an experiment and what it scored. Null = not known (yet), everywhere.</summary>
public sealed class ExperimentCell
{
    /// <summary>The experiment.</summary>
    public Guid ExperimentId { get; set; }

    /// <summary>Position of the run's item that asks for the answer, from 1.</summary>
    public int Position { get; set; }

    /// <summary>The row.</summary>
    public int RowPosition { get; set; }

    /// <summary>Place of the variant, from 0.</summary>
    public short Variant { get; set; }

    /// <summary>Which of the repetitions, from 1.</summary>
    public short Repetition { get; set; }

    /// <summary>The exchange of the answer.</summary>
    public Guid? ExchangeId { get; set; }

    /// <summary>When that one began.</summary>
    public DateTimeOffset? ExchangeStartedAt { get; set; }

    /// <summary>How it ended; null = not settled yet, nothing was sent, or its row never came.</summary>
    public ExchangeOutcome? Outcome { get; set; }

    /// <summary>What went wrong, or why nothing was sent.</summary>
    public string? Problem { get; set; }

    /// <summary>How the answer begins.</summary>
    public string? Preview { get; set; }

    /// <summary>What the rules say, in their order: a JSON array of <see cref="Scoring.RuleScore"/>; null = not scored.</summary>
    public string? Scores { get; set; }

    /// <summary>Whole latency, microseconds.</summary>
    public long? LatencyUs { get; set; }

    /// <summary>Until the first generated content, microseconds.</summary>
    public long? FirstTokenUs { get; set; }

    /// <summary>What it cost, US dollars, by reported usage; 0 where nothing is billed.</summary>
    public decimal? CostUsd { get; set; }

    /// <summary>What it cost, US dollars, by tokens we estimated. Never summed with <see cref="CostUsd"/>.</summary>
    public decimal? EstimatedCostUsd { get; set; }

    /// <summary>Input tokens.</summary>
    public long? InputTokens { get; set; }

    /// <summary>Output tokens.</summary>
    public long? OutputTokens { get; set; }

    /// <summary>When it was settled or refused; null = it is still to come.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>The exchange in which it was judged.</summary>
    public Guid? JudgeExchangeId { get; set; }

    /// <summary>What the judge gave it, 0 to 1; null with a <see cref="JudgeReason"/> = that could not be read.</summary>
    public double? JudgeScore { get; set; }

    /// <summary>Why, in the judge's words, or why there is no score.</summary>
    public string? JudgeReason { get; set; }

    /// <summary>When it was judged, or given up.</summary>
    public DateTimeOffset? JudgedAt { get; set; }

    /// <summary>What a person gave it, 0 to 1.</summary>
    public double? HandScore { get; set; }

    /// <summary>What that person says of it.</summary>
    public string? HandComment { get; set; }

    /// <summary>Who: e-mail of the account or name of the key.</summary>
    public string? HandBy { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset? HandAt { get; set; }
}
