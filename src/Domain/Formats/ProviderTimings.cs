namespace Observability.Domain.Formats;

/// <summary>Durations a provider or a local engine reports about its own work; null = not reported.</summary>
/// <param name="Load">Loading the model.</param>
/// <param name="Prefill">Evaluating the prompt.</param>
/// <param name="Decode">Generating the answer.</param>
/// <param name="Total">All of it.</param>
public sealed record ProviderTimings(TimeSpan? Load, TimeSpan? Prefill, TimeSpan? Decode, TimeSpan? Total)
{
    /// <summary>Waiting for its turn.</summary>
    public TimeSpan? Queue { get; init; }

    /// <summary>Until its first token, as it saw it.</summary>
    public TimeSpan? FirstToken { get; init; }
}
