namespace Observability.Domain.Exchanges;

/// <summary>The wire truth of one request and its response: what was seen, before anybody understood it.</summary>
/// <remarks>Everything the row says is derived from this by <see cref="ExchangeReader"/>, and can be derived again.</remarks>
public sealed record CapturedExchange
{
    /// <summary>UUIDv7 of our making, or the UUID the producer brought.</summary>
    public required Guid Id { get; init; }

    /// <summary>When the request's head arrived, UTC. Fixed once, so that a re-delivered record lands in the same partition.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The project the key belongs to.</summary>
    public required Guid ProjectId { get; init; }

    /// <summary>The key that was used.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>Name of the upstream; empty when the exchange was refused before one was chosen.</summary>
    public required string Upstream { get; init; }

    /// <summary>The family of formats that upstream is configured to speak, such as <c>openai</c>.</summary>
    public required string Family { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query as sent upstream, without our key; values of query parameters that carry credentials are replaced.</summary>
    public required string Target { get; init; }

    /// <summary>What the producer said about it.</summary>
    public required Labels Labels { get; init; }

    /// <summary>The exchange it replays; null = none. Told by the dashboard alone.</summary>
    public Guid? ReplayOf { get; init; }

    /// <summary>Kept headers of the request.</summary>
    public required StoredHeaders RequestHeaders { get; init; }

    /// <summary>The request's body.</summary>
    public required CapturedBody Request { get; init; }

    /// <summary>Status the client got; null when it got none.</summary>
    public int? Status { get; init; }

    /// <summary>Kept headers of the response.</summary>
    public required StoredHeaders ResponseHeaders { get; init; }

    /// <summary>The response's body; for a refusal or failure of ours, the error the client was given.</summary>
    public required CapturedBody Response { get; init; }

    /// <summary>How it ended on the wire. Reading may turn <c>Completed</c> into <c>StreamError</c>.</summary>
    public required ExchangeOutcome Outcome { get; init; }

    /// <summary>Our own words for a failure of ours or of the connection; null when nothing failed on the wire.</summary>
    public string? Error { get; init; }

    /// <summary>Why bodies are missing although they were there; null when they were not left out.</summary>
    public string? NotKeptReason { get; init; }

    /// <summary>What the proxy did beyond copying bytes. The bodies here are from before it.</summary>
    public Alterations Alterations { get; init; }

    /// <summary>How often the proxy sent the request again before it had an answer for the client.</summary>
    public int Retries { get; init; }

    /// <summary>When things happened.</summary>
    public required Timings Timings { get; init; }

    /// <summary>What the project's redaction did to it before it was kept; null = nothing: it is as it crossed the wire.</summary>
    public Redacted? Redaction { get; init; }
}
