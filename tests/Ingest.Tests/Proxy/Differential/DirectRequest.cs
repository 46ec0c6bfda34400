namespace Observability.Ingest.Tests.Proxy.Differential;

/// <summary>One request as it stood on the wire, its transfer coding undone.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Its target as written.</param>
/// <param name="Version">HTTP/1.1 or HTTP/1.0.</param>
/// <param name="Headers">Its fields, in order, Latin-1.</param>
/// <param name="Body">Its body.</param>
internal sealed record DirectRequest(
    string Method, string Target, string Version, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    /// <summary>Whether the body came in chunks.</summary>
    public bool IsChunked { get; init; }

    /// <summary>Whether it came with its length.</summary>
    public bool HasLength { get; init; }

    /// <summary>The words that <c>Connection</c> lists.</summary>
    public IReadOnlyList<string> ConnectionWords =>
        [.. Headers.Where(h => h.Key.Equals("Connection", StringComparison.OrdinalIgnoreCase)).SelectMany(h => h.Value.Split(',')).Select(word => word.Trim())];

    /// <summary>Whether the connection is to end with the answer.</summary>
    public bool EndsConnection =>
        ConnectionWords.Contains("close", StringComparer.OrdinalIgnoreCase)
        || (Version == "HTTP/1.0" && !ConnectionWords.Contains("keep-alive", StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether it asks to become another protocol.</summary>
    public bool AsksForUpgrade => ConnectionWords.Contains("upgrade", StringComparer.OrdinalIgnoreCase);
}
