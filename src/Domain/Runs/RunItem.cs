using Observability.Domain.Exchanges;

namespace Observability.Domain.Runs;

/// <summary>One call of a <see cref="Run"/>: to be sent, under way, or what became of it.</summary>
public sealed class RunItem
{
    /// <summary>The run.</summary>
    public Guid RunId { get; set; }

    /// <summary>Its place in the run, from 1: the order in which items are sent.</summary>
    public int Position { get; set; }

    /// <summary>How far it is.</summary>
    public RunItemState State { get; set; }

    /// <summary>The id of its exchange: committed before the call is sent; null = it was not.</summary>
    public Guid? ExchangeId { get; set; }

    /// <summary>When that id was committed; null = it was not.</summary>
    public DateTimeOffset? SendingAt { get; set; }

    /// <summary>The exchange it repeats; null = none.</summary>
    public Guid? OriginalId { get; set; }

    /// <summary>When that one began; null = not known, or there is none.</summary>
    public DateTimeOffset? OriginalStartedAt { get; set; }

    /// <summary>The row of a dataset it is made from; null = from none.</summary>
    public Guid? DatasetRowId { get; set; }

    /// <summary>Which of the run's variants it is; 0 where there is one.</summary>
    public short Variant { get; set; }

    /// <summary>Why nothing was sent, in a sentence; null = something was, or will be.</summary>
    public string? Refusal { get; set; }

    /// <summary>How its exchange ended; null before it is settled, and where its row never came.</summary>
    public ExchangeOutcome? Outcome { get; set; }

    /// <summary>When its exchange began; null before it is settled, and where its row never came.</summary>
    public DateTimeOffset? ExchangeStartedAt { get; set; }

    /// <summary>What it cost, US dollars; 0 where nothing is billed; null = not known.</summary>
    public decimal? CostUsd { get; set; }

    /// <summary>What it cost, US dollars, from tokens that we estimated; null = the cost is known, or nothing is.</summary>
    public decimal? EstimatedCostUsd { get; set; }

    /// <summary>What the run's kind made of it, a JSON object; null = nothing.</summary>
    public string? Result { get; set; }

    /// <summary>When it was settled or refused.</summary>
    public DateTimeOffset? SettledAt { get; set; }
}

/// <summary>How far a <see cref="RunItem"/> is.</summary>
public enum RunItemState
{
    /// <summary>Not sent.</summary>
    Waiting,

    /// <summary>Its exchange has an id, and the call may have been sent.</summary>
    Sending,

    /// <summary>Its exchange is stored, or was given up waiting for.</summary>
    Settled,

    /// <summary>It cannot be sent; nothing was.</summary>
    Refused,
}
