namespace Observability.Domain.Exchanges;

/// <summary>What became of the bytes of an exchange, beside its <see cref="ExchangeOutcome"/>.</summary>
public enum CaptureVerdict
{
    /// <summary>Both bodies are stored whole.</summary>
    Kept,

    /// <summary>At least one body was longer than the capture limit: its head is stored, with the whole's size and SHA-256.</summary>
    Truncated,

    /// <summary>The row is kept without bodies; the row's capture reason says why.</summary>
    NotKept,
}
