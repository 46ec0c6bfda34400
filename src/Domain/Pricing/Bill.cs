using System.Text.Json;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Domain.Pricing;

/// <summary>What is needed to price one exchange; all of it is in its row.</summary>
public sealed record Bill
{
    /// <summary>The project.</summary>
    public required Guid ProjectId { get; init; }

    /// <summary>Name of the upstream.</summary>
    public required string Upstream { get; init; }

    /// <summary>Kind of call: <c>chat</c>, <c>embeddings</c>, …</summary>
    public required string Endpoint { get; init; }

    /// <summary>When it was made: the price in force then applies.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The model that answered; null when it did not say.</summary>
    public string? ModelServed { get; init; }

    /// <summary>The model asked for; null when none was named.</summary>
    public string? ModelRequested { get; init; }

    /// <summary>The tier as the provider spells it; null = standard.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>What was used; null when unknown.</summary>
    public Usage? Usage { get; init; }

    /// <summary>Usage by model, where several shared the work.</summary>
    public IReadOnlyList<ModelUsage> Shares { get; init; } = [];

    /// <summary>Whether we estimated the tokens.</summary>
    public bool IsEstimate { get; init; }

    /// <summary>Whether the call can have cost something: false when nothing reached the provider, when it refused, or when it was asked for no work.</summary>
    public bool IsSpend { get; init; } = true;

    /// <summary>How long the machine worked: the engine's own account of it, else the whole latency.</summary>
    public TimeSpan MachineTime { get; init; }

    /// <summary>The bill of a stored exchange.</summary>
    public static Bill Of(Exchange row)
    {
        var (usage, shares) = UsageOf(row);
        return new()
        {
            ProjectId = row.ProjectId,
            Upstream = row.Upstream,
            Endpoint = row.Endpoint,
            At = row.StartedAt,
            ModelServed = row.ModelServed,
            ModelRequested = row.ModelRequested,
            ServiceTier = row.ServiceTier,
            Usage = usage,
            Shares = shares,
            IsEstimate = row.UsageSource == UsageSource.Estimated,
            IsSpend = CanHaveCost(row, usage),
            MachineTime = MachineTimeOf(row),
        };
    }

    // What costs nothing does so whatever the prices are: it is decided when an exchange is read, and stays so when it is priced again.
    private static bool CanHaveCost(Exchange row, Usage? usage) => row.Pricing != PricingState.NotBilled && row.Outcome switch
    {
        ExchangeOutcome.Rejected or ExchangeOutcome.UpstreamUnreachable or ExchangeOutcome.ServedFromCache => false,
        ExchangeOutcome.UpstreamRefused => usage is not null,
        ExchangeOutcome.Completed or ExchangeOutcome.ClientAborted or ExchangeOutcome.UpstreamTimedOut
            or ExchangeOutcome.UpstreamBroke or ExchangeOutcome.StreamError or ExchangeOutcome.Interrupted =>
            usage is not null || row.Method is not ("GET" or "HEAD" or "OPTIONS" or "DELETE"),
    };

    private static (Usage? Usage, IReadOnlyList<ModelUsage> Shares) UsageOf(Exchange row)
    {
        if (row.UsageSource == UsageSource.None)
        {
            return (null, []);
        }

        var columns = new Usage(
            row.InputTokens, row.CacheReadTokens, row.CacheWriteTokens, row.OutputTokens,
            row.ReasoningTokens, row.AudioInputTokens, row.AudioOutputTokens);
        try
        {
            return UsageJson.Read(columns, row.UsageExtras);
        }
        catch (JsonException)
        {
            // Of another build: half of a usage would make a wrong price, none makes no price.
            return (null, []);
        }
    }

    private static TimeSpan MachineTimeOf(Exchange row) => TimeSpan.FromMicroseconds(
        row.PrefillUs is null && row.DecodeUs is null
            ? row.DurationUs
            : (row.LoadUs ?? 0) + (row.PrefillUs ?? 0) + (row.DecodeUs ?? 0));
}
