using Observability.Domain.Exchanges;

namespace Observability.Ingest.Spool;

/// <summary>The second record of an exchange, appended before its last bytes go to the client.</summary>
/// <remarks>The meaning of each member is <see cref="CapturedExchange"/>'s.</remarks>
public sealed record EndRecord(
    Guid Id,
    int? Status,
    StoredHeaders Headers,
    BodyPieces Body,
    ExchangeOutcome Outcome,
    string? Error,
    string? NotKeptReason,
    Timings Timings)
{
    /// <inheritdoc cref="CapturedExchange.Alterations"/>
    public Alterations Alterations { get; init; }

    /// <inheritdoc cref="CapturedExchange.Retries"/>
    public int Retries { get; init; }

    /// <summary>What the project's redaction did to it; null = nothing.</summary>
    public Redacted? Redaction { get; init; }
}
