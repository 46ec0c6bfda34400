using System.Text.Json;
using Observability.Dashboard.Runs;
using Observability.Domain;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Api;

/// <summary>Batches, the newest first.</summary>
internal sealed record BatchListJson(IReadOnlyList<BatchJson> Data, Guid? NextBefore);

/// <summary>A batch and how far it is. Sums of money are strings of decimals.</summary>
internal sealed class BatchJson(Run run)
{
    private readonly BatchSpec _spec = BatchSpec.Of(run);

    public Guid Id => run.Id;

    public string Name => run.Name;

    public string State => EnumNames.NameOf(run.State);

    /// <summary>Why it stands; null when somebody said so, or it does not stand.</summary>
    public string? WhyStopped => run.WhyStopped;

    /// <summary>What keeps it from going on right now; it tries again by itself.</summary>
    public string? Trouble => run.Trouble;

    /// <summary>The list it was ordered from, as the requests page's address has it; null = single requests were chosen.</summary>
    public string? Query => _spec.Query;

    /// <summary>How many requests that list had; null = not known.</summary>
    public long? Matched => _spec.Matched;

    public string? Model => _spec.Model;

    public string? Upstream => _spec.Upstream;

    public JsonElement? Patch => _spec.Patch;

    public int Total => run.Total;

    public int Settled => run.Settled;

    /// <summary>Those of the settled that did not complete.</summary>
    public int Failed => run.Failed;

    /// <summary>Items that could not be sent.</summary>
    public int Refused => run.Refused;

    /// <summary>Those of the settled whose cost is not known: the cap cannot see them.</summary>
    public int Unpriced => run.Unpriced;

    public string CapUsd => MoneyJson.Of(run.CapUsd);

    public string KnownUsd => MoneyJson.Of(run.KnownUsd);

    /// <summary>From tokens that we estimated; beside the known cost, never in it.</summary>
    public string EstimatedUsd => MoneyJson.Of(run.EstimatedUsd);

    public string? ExpectedPerCallUsd => run.ExpectedUsd is { } usd ? MoneyJson.Of(usd) : null;

    public int Concurrency => run.Concurrency;

    public int? PerMinute => run.PerMinute;

    public DateTime CreatedAt => run.CreatedAt.UtcDateTime;

    public string CreatedBy => run.CreatedBy;

    public string? Why => run.Why;

    public DateTime? StartedAt => run.StartedAt?.UtcDateTime;

    public DateTime? FinishedAt => run.FinishedAt?.UtcDateTime;
}

/// <summary>A batch with what is under way, and what it comes to.</summary>
internal sealed class BatchDetailJson(RunDetail detail, BatchSums sums)
{
    public BatchJson Batch => new(detail.Run);

    public int UnderWay => detail.UnderWay;

    public int Waiting => detail.Waiting;

    public BatchSumsJson Sums => new(sums);
}

/// <summary>Both sides, each figure over the pairs of which both sides are known.</summary>
internal sealed class BatchSumsJson(BatchSums sums)
{
    public int Pairs => sums.Pairs;

    public int OriginalCompleted => sums.OriginalCompleted;

    public int ReplayCompleted => sums.ReplayCompleted;

    public int CostPairs => sums.CostPairs;

    /// <summary>Null without pairs.</summary>
    public string? OriginalUsd => sums.CostPairs == 0 ? null : MoneyJson.Of(sums.OriginalUsd);

    /// <summary>Null without pairs.</summary>
    public string? ReplayUsd => sums.CostPairs == 0 ? null : MoneyJson.Of(sums.ReplayUsd);

    public int TimePairs => sums.TimePairs;

    /// <summary>Median, microseconds.</summary>
    public double? OriginalDurationUs => sums.OriginalDurationUs;

    /// <summary>Median, microseconds.</summary>
    public double? ReplayDurationUs => sums.ReplayDurationUs;

    public int FirstTokenPairs => sums.FirstTokenPairs;

    /// <summary>Median, microseconds.</summary>
    public double? OriginalFirstTokenUs => sums.OriginalFirstTokenUs;

    /// <summary>Median, microseconds.</summary>
    public double? ReplayFirstTokenUs => sums.ReplayFirstTokenUs;

    public int TokenPairs => sums.TokenPairs;

    public long? OriginalInputTokens => sums.TokenPairs == 0 ? null : sums.OriginalInputTokens;

    public long? ReplayInputTokens => sums.TokenPairs == 0 ? null : sums.ReplayInputTokens;

    public long? OriginalOutputTokens => sums.TokenPairs == 0 ? null : sums.OriginalOutputTokens;

    public long? ReplayOutputTokens => sums.TokenPairs == 0 ? null : sums.ReplayOutputTokens;

    /// <summary>Answers that are the same, letter by letter.</summary>
    public int Same => sums.Same;

    public int Different => sums.Different;

    /// <summary>Mean likeness of the answers, 0 to 1; null = none could be compared.</summary>
    public double? Likeness => sums.Likeness;
}

/// <summary>A page of items.</summary>
internal sealed record BatchItemsJson(IReadOnlyList<BatchItemJson> Data, int? NextAfter);

/// <summary>One request of a batch.</summary>
internal sealed class BatchItemJson(RunItem item)
{
    private readonly BatchResult? _result = BatchResult.Of(item);

    public int Position => item.Position;

    public string State => EnumNames.NameOf(item.State);

    public Guid? OriginalId => item.OriginalId;

    /// <summary>The exchange it became; null = nothing was sent.</summary>
    public Guid? ExchangeId => item.ExchangeId;

    /// <summary>Why nothing was sent.</summary>
    public string? Refusal => item.Refusal;

    /// <summary>How it ended; null of a settled item = its row never came.</summary>
    public string? Outcome => item.Outcome is { } outcome ? EnumNames.NameOf(outcome) : null;

    public string? CostUsd => item.CostUsd is { } usd ? MoneyJson.Of(usd) : null;

    public string? EstimatedCostUsd => item.EstimatedCostUsd is { } usd ? MoneyJson.Of(usd) : null;

    public DateTime? SettledAt => item.SettledAt?.UtcDateTime;

    /// <summary>The original in figures, as it was when this settled; null = it is gone.</summary>
    public BatchSideJson? Original => _result?.Original is { } side ? new(side) : null;

    public BatchSideJson? Replay => _result?.Replay is { } side ? new(side) : null;

    /// <summary>Whether both answers are the same, letter by letter; null = one cannot be read.</summary>
    public bool? Same => _result?.Same;

    /// <summary>How near their texts are, 0 to 1; null = not measured.</summary>
    public double? Likeness => _result?.Likeness;
}

/// <summary>One side of an item.</summary>
internal sealed class BatchSideJson(CallFigures side)
{
    public string Outcome => side.Outcome;

    public int? Status => side.Status;

    public string? Model => side.Model;

    public string? CostUsd => side.CostUsd is { } usd ? MoneyJson.Of(usd) : null;

    public string? EstimatedCostUsd => side.EstimatedCostUsd is { } usd ? MoneyJson.Of(usd) : null;

    public long DurationUs => side.DurationUs;

    public long? FirstTokenUs => side.FirstTokenUs;

    public long? InputTokens => side.InputTokens;

    public long? OutputTokens => side.OutputTokens;
}

/// <summary>What an order would send and may cost.</summary>
internal sealed class BatchPreviewJson(BatchPreview preview)
{
    /// <summary>How many requests the list has; null = not counted in time.</summary>
    public long? Matched => preview.Matched;

    /// <summary>How many of them a batch takes: the newest.</summary>
    public int Taken => preview.Taken;

    /// <summary>Whether the list has more.</summary>
    public bool IsCut => preview.IsCut;

    public int Sendable => preview.Sendable;

    /// <summary>Why others cannot be sent.</summary>
    public IReadOnlyList<BatchReason> Gaps => preview.Gaps;

    /// <summary>If caches help as they did; null = nothing has a price.</summary>
    public string? FromUsd => preview.Cost.FromUsd is { } usd ? MoneyJson.Of(usd) : null;

    /// <summary>If they do not help.</summary>
    public string? ToUsd => preview.Cost.ToUsd is { } usd ? MoneyJson.Of(usd) : null;

    /// <summary>How many requests that is the sum of.</summary>
    public int Priced => preview.Cost.Priced;

    /// <summary>Why the others have no price.</summary>
    public IReadOnlyList<BatchReason> UnpricedReasons => preview.Cost.Reasons;

    /// <summary>What the originals cost; null = not known.</summary>
    public string? OriginalUsd => preview.Cost.OriginalUsd is { } usd ? MoneyJson.Of(usd) : null;

    public int OriginalPriced => preview.Cost.OriginalPriced;
}
