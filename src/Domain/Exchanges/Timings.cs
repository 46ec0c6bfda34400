namespace Observability.Domain.Exchanges;

/// <summary>When things happened in one exchange, measured by the monotonic clock from the arrival of the request's head.</summary>
/// <param name="Connect">Until the upstream connection was there; null when a pooled connection was used or none was made.</param>
/// <param name="FirstByte">Until the head of the upstream's answer had arrived; null when no answer came.</param>
/// <param name="LastByte">Until the exchange was over: the whole latency the client saw.</param>
/// <param name="Overhead">The part of <paramref name="LastByte"/> spent in our own code: neither waiting for the client nor for the upstream.</param>
/// <param name="Chunks">Arrival of each piece of the response body.</param>
public sealed record Timings(TimeSpan? Connect, TimeSpan? FirstByte, TimeSpan LastByte, TimeSpan Overhead, ChunkTimeline Chunks);
