namespace Observability.Dashboard.Replays;

/// <summary>A call that may be sent to an upstream: what a replay, the playground, a batch and an experiment all come to in the end.</summary>
public sealed record CallDraft
{
    /// <summary>Name of the upstream it goes to.</summary>
    public required string Upstream { get; init; }

    /// <summary>The family of formats that upstream speaks, such as <c>openai</c>: it says into which header a credential goes.</summary>
    public required string Family { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Whole path and query as the upstream gets them, its base path included, byte for byte.</summary>
    public required string Target { get; init; }

    /// <summary>
    /// Path of the base URL that <see cref="Target"/> was written for, without a slash at its end and empty for a bare host: what is left of the target
    /// goes along to another upstream. Null = not known.
    /// </summary>
    public string? BasePath { get; init; }

    /// <summary>Headers the upstream gets beside those that HTTP, ingest and the credential bring; never a credential.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body's bytes; null = the call has no body, which is not the same as an empty one.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether the body goes in chunks, as the original did, instead of with a length.</summary>
    public bool Chunked { get; init; }

    /// <summary>The exchange this replays; null = none.</summary>
    public Guid? ReplayOf { get; init; }

    /// <summary>The prompt and version it was made from (<c>name@7</c>); null = none.</summary>
    public string? PromptId { get; init; }

    /// <summary>Properties the exchange gets, such as the batch it belongs to.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
