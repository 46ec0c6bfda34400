using System.Net;

namespace Observability.EndToEnd.Tests.Faults;

/// <summary>One call as its client saw it.</summary>
/// <param name="Id">The id it gave its exchange, also its nonce at the provider.</param>
/// <param name="RequestSha256">Of the body it sent, lower-case hex.</param>
internal sealed record Call(Guid Id, string RequestSha256)
{
    /// <summary>The status; null when no answer came.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>SHA-256 of the answer's body, lower-case hex; null when its last byte did not come.</summary>
    public string? ResponseSha256 { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset EndedAt { get; init; }

    /// <summary>Whether the client has the provider's whole answer.</summary>
    public bool IsFinished => Status == HttpStatusCode.OK && ResponseSha256 is not null;
}
