using Observability.Domain.Formats;
using Observability.Domain.Tokens;

namespace Observability.Domain.Exchanges;

/// <summary>What was understood of an exchange, on its way into a row.</summary>
/// <param name="Format">The format that read it; null when none did: the exchange is opaque.</param>
/// <param name="Reading">What it read; null when no format matched.</param>
/// <param name="Chunks">Arrival of the decoded response body, which the reading's offsets point into.</param>
internal sealed record UnderstoodExchange(ProviderFormat? Format, Reading? Reading, ChunkTimeline Chunks)
{
    /// <summary>Tokens we counted because the provider did not; null where it did, or where nothing can be said.</summary>
    public TokenEstimate? Estimate { get; init; }
}
