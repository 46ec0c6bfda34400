namespace Observability.Domain.Formats;

/// <summary>What one exchange used: tokens in disjoint buckets (input is <c>Uncached + CacheRead + CacheWrite</c>, output is <c>VisibleOutput + Reasoning</c>), and what is not counted in tokens.</summary>
/// <remarks>
/// <c>null</c> = the provider did not say. Never zero for "unknown": unknown must not become free.
/// Audio and image tokens are a part of input and output, not an addition to them.
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
    long? AudioOutput = null)
{
    /// <summary>Those of <see cref="CacheWrite"/> that are kept for an hour; the others are kept for five minutes.</summary>
    public long? CacheWriteHour { get; init; }

    /// <summary>Those of <see cref="CacheRead"/> that were audio.</summary>
    public long? AudioCacheRead { get; init; }

    /// <summary>Those of the input that were images.</summary>
    public long? ImageInput { get; init; }

    /// <summary>Those of the output that were images.</summary>
    public long? ImageOutput { get; init; }

    /// <summary>Web searches the provider made for it.</summary>
    public long? Searches { get; init; }

    /// <summary>Images it made, where it is billed by the image.</summary>
    public long? Images { get; init; }

    /// <summary>Seconds of sound heard, where it is billed by time.</summary>
    public decimal? AudioSeconds { get; init; }

    /// <summary>Characters spoken, where it is billed by length; a character is a Unicode code point.</summary>
    public long? Characters { get; init; }

    /// <summary>Search units of a rerank (Cohere: one query with up to 100 documents).</summary>
    public long? SearchUnits { get; init; }

    /// <summary>Input and output tokens as billed, where the provider bills other numbers than it counted (Cohere's <c>billed_units</c>).</summary>
    public long? BilledInput { get; init; }

    /// <inheritdoc cref="BilledInput"/>
    public long? BilledOutput { get; init; }
}

/// <summary>What one of several models used for an answer.</summary>
/// <param name="Model">The model, as the provider names it.</param>
/// <param name="Usage">Its part.</param>
public sealed record ModelUsage(string Model, Usage Usage);
