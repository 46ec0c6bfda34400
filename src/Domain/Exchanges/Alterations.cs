namespace Observability.Domain.Exchanges;

/// <summary>What the proxy may do to an exchange beyond copying its bytes: the written exceptions, each of which a key can switch.</summary>
/// <remarks>On a row it says which of them were done. The stored bodies are always what the client sent and what the upstream answered.</remarks>
[Flags]
public enum Alterations
{
    /// <summary>Nothing: byte for byte.</summary>
    None = 0,

    /// <summary>Ask the upstream of an OpenAI stream for its usage when the client did not, and take the extra chunk out again.</summary>
    IncludeUsage = 1,

    /// <summary>Give a provider's empty or non-JSON error body as JSON, with the same status.</summary>
    ErrorBody = 2,

    /// <summary>End a stream that its upstream broke with an error event and a clean end.</summary>
    BrokenStream = 4,

    /// <summary>Call an event stream <c>text/event-stream</c> when its Content-Type is missing or oddly written.</summary>
    EventStreamType = 8,

    /// <summary>Keep <c>Set-Cookie</c> from the client.</summary>
    SetCookie = 16,

    /// <summary>Take <c>zstd</c> out of <c>Accept-Encoding</c>.</summary>
    Zstd = 32,
}
