using Observability.Dashboard.Totals;

namespace Observability.Dashboard.Models;

/// <summary>A model, and what its exchanges in a range come to.</summary>
public sealed record ModelSums : UsageSums
{
    /// <summary>The model asked for; where none was, the one that answered.</summary>
    public required string Model { get; init; }

    /// <summary>Names of the upstreams it was asked at.</summary>
    public required string[] Upstreams { get; init; }

    /// <summary>Median latency of ordinary requests that were completed, microseconds; null when there was none.</summary>
    public long? LatencyP50Us { get; init; }

    /// <summary>Its 95th percentile.</summary>
    public long? LatencyP95Us { get; init; }

    /// <summary>Median time to their first token, microseconds; null when none was a stream.</summary>
    public long? FirstTokenP50Us { get; init; }

    /// <summary>Its 95th percentile.</summary>
    public long? FirstTokenP95Us { get; init; }
}
