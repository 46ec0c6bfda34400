namespace Observability.Domain.Formats;

/// <summary>Tokens of one exchange in disjoint buckets: input is <c>Uncached + CacheRead + CacheWrite</c>, output is <c>VisibleOutput + Reasoning</c>.</summary>
/// <remarks>
/// <c>null</c> = the provider did not say. Never zero for "unknown": unknown must not become free.
/// Audio tokens are a part of input and output, not an addition to them.
/// </remarks>
/// <param name="Input">All input tokens: uncached, read from and written to the provider's cache.</param>
/// <param name="CacheRead">Those of the input that came from the provider's cache.</param>
/// <param name="CacheWrite">Those of the input that were written to the provider's cache.</param>
/// <param name="Output">All generated tokens, reasoning included.</param>
/// <param name="Reasoning">Those of the output that were reasoning.</param>
/// <param name="AudioInput">Those of the input that were audio.</param>
/// <param name="AudioOutput">Those of the output that were audio.</param>
public sealed record Usage(
    long? Input,
    long? CacheRead = null,
    long? CacheWrite = null,
    long? Output = null,
    long? Reasoning = null,
    long? AudioInput = null,
    long? AudioOutput = null);
