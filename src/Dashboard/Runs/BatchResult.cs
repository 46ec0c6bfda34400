using System.Text.Json;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>What a batch keeps of an item beside its outcome and cost: both sides in figures, as they were when it settled, and how far their answers agree.</summary>
/// <param name="Original">The exchange that was repeated; null = it is gone.</param>
/// <param name="Replay">The exchange it became; null = its row never came.</param>
/// <param name="Same">Whether both answers say the same, letter by letter; null = one of them cannot be read.</param>
/// <param name="Likeness">How near their texts are, 0 to 1; null = one of them cannot be read, or is too long to be compared.</param>
public sealed record BatchResult(CallFigures? Original, CallFigures? Replay, bool? Same, double? Likeness)
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Of an item; null = nothing was made of it yet.</summary>
    public static BatchResult? Of(RunItem item) => item.Result is { } json ? JsonSerializer.Deserialize<BatchResult>(json, Written) : null;

    /// <summary>For the row.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Written);
}

/// <summary>One side of it. Null = not known.</summary>
/// <param name="Outcome">How it ended, by name.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Model">The model that answered, else the one asked for.</param>
/// <param name="CostUsd">Known cost, US dollars; 0 where nothing is billed.</param>
/// <param name="EstimatedCostUsd">Cost from tokens that we estimated, US dollars.</param>
/// <param name="DurationUs">Whole latency, microseconds.</param>
/// <param name="FirstTokenUs">Until the first token, microseconds.</param>
/// <param name="InputTokens">Input tokens.</param>
/// <param name="OutputTokens">Output tokens.</param>
public sealed record CallFigures(
    string Outcome, short? Status, string? Model, decimal? CostUsd, decimal? EstimatedCostUsd, long DurationUs, long? FirstTokenUs, long? InputTokens, long? OutputTokens)
{
    /// <summary>Of a row.</summary>
    public static CallFigures Of(Exchange row) => new(
        EnumNames.NameOf(row.Outcome), row.Status, row.ModelServed ?? row.ModelRequested,
        row.Pricing == Domain.Pricing.PricingState.NotBilled ? 0 : row.CostUsd, row.EstimatedCostUsd,
        row.DurationUs, row.FirstTokenUs, row.InputTokens, row.OutputTokens);
}
