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

    /// <summary>How long the machine worked: the engine's own total, else the whole latency.</summary>
    public TimeSpan MachineTime { get; init; }
}
