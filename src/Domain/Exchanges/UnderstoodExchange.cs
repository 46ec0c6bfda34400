using Observability.Domain.Formats;

namespace Observability.Domain.Exchanges;

/// <summary>What was understood of an exchange, on its way into a row.</summary>
/// <param name="Format">The format that read it; null when none did: the exchange is opaque.</param>
/// <param name="Reading">What it read; null when no format matched.</param>
/// <param name="Chunks">Arrival of the decoded response body, which the reading's offsets point into.</param>
internal sealed record UnderstoodExchange(ProviderFormat? Format, Reading? Reading, ChunkTimeline Chunks);
