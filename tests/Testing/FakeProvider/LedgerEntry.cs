namespace Observability.Testing.FakeProvider;

/// <summary>One request as the provider saw it.</summary>
/// <param name="Number">Order of arrival, from 1.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Target">The raw request target: path and query as they came.</param>
/// <param name="Headers">Every header as it came, in order of names.</param>
public sealed record LedgerEntry(long Number, string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>From the header <c>X-Nonce</c>, else from a marker <c>[[nonce:…]]</c> in the body; null when there is neither.</summary>
    public string? Nonce { get; init; }

    /// <summary>SHA-256 of the received body, lower-case hex; null until it was received whole.</summary>
    public string? RequestSha256 { get; init; }

    /// <summary>Size of the received body, bytes.</summary>
    public long RequestBytes { get; init; }

    /// <summary>Status answered; null when nothing was.</summary>
    public int? Status { get; init; }

    /// <summary>SHA-256 of the body bytes handed to the connection so far, lower-case hex; null until the request is over.</summary>
    public string? ResponseSha256 { get; init; }

    /// <summary>How many body bytes that were.</summary>
    public long ResponseBytes { get; init; }

    /// <summary>How it ended; null while it runs.</summary>
    public LedgerEnd? End { get; init; }
}

/// <summary>How a request ended for the provider.</summary>
public enum LedgerEnd
{
    /// <summary>Everything meant to be sent was sent.</summary>
    Finished,

    /// <summary>The provider broke it off on purpose.</summary>
    Broken,

    /// <summary>The client went away first.</summary>
    ClientGone,
}
