using Observability.Domain.Exchanges;

namespace Observability.Ingest.Spool;

/// <summary>The first record of an exchange, appended when its request is complete: everything known before the answer.</summary>
/// <remarks>The meaning of each member is <see cref="CapturedExchange"/>'s.</remarks>
public sealed record BeginRecord(
    Guid Id,
    DateTimeOffset StartedAt,
    Guid ProjectId,
    Guid KeyId,
    string Upstream,
    string Family,
    string Method,
    string Target,
    Labels Labels,
    StoredHeaders Headers,
    BodyPieces Body)
{
    /// <inheritdoc cref="CapturedExchange.ReplayOf"/>
    public Guid? ReplayOf { get; init; }

    /// <summary>Whether no other call may have its id (<see cref="SpoolOptions.SentCalls"/>).</summary>
    public bool IsSentOnce { get; init; }

    /// <summary>What the project's redaction did to it; null = nothing.</summary>
    public Redacted? Redaction { get; init; }
}
