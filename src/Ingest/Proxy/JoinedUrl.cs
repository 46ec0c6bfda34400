namespace Observability.Ingest.Proxy;

/// <summary>Where a call goes: the upstream's base URL joined with what the producer wrote after the key.</summary>
internal static class JoinedUrl
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>
    /// The upstream's URL for a target. Scheme, host and port are always the base URL's; path and query are the producer's, byte for byte.
    /// </summary>
    /// <remarks>
    /// On <c>/v1/…</c> a base URL with a path is complete (<c>https://openrouter.ai/api/v1</c>) and the rest is appended; one without gets
    /// <c>/v1</c> first. On <c>/{upstream}/…</c> the rest is appended as it is, except that a version segment which ends the base and starts
    /// the rest is not doubled.
    /// </remarks>
    public static Uri Join(Uri baseUrl, RawTarget target)
    {
        var basePath = baseUrl.AbsolutePath.TrimEnd('/');
        var path = target.Kind == RouteKind.Versioned && basePath.Length == 0
            ? "/v1" + target.Rest
            : basePath + WithoutDoubledVersion(basePath, target);
        var authority = baseUrl.GetLeftPart(UriPartial.Authority);
        return new(string.Concat(authority, path.Length == 0 ? "/" : path, target.Query), AsWritten);
    }

    /// <summary>The upstream's URL for a target whose path is whole already; null where that lies outside the upstream's base path.</summary>
    public static Uri? Whole(Uri baseUrl, RawTarget target)
    {
        var basePath = baseUrl.AbsolutePath.TrimEnd('/');
        var isInside = target.Rest.StartsWith(basePath, StringComparison.Ordinal) && (target.Rest.Length == basePath.Length || target.Rest[basePath.Length] == '/');
        var path = target.Rest.Length == 0 ? "/" : target.Rest;
        return isInside ? new(string.Concat(baseUrl.GetLeftPart(UriPartial.Authority), path, target.Query), AsWritten) : null;
    }

    private static string WithoutDoubledVersion(string basePath, RawTarget target)
    {
        var last = basePath[(basePath.LastIndexOf('/') + 1)..];
        var doubled = target.Kind == RouteKind.Named
            && last is ['v', >= '0' and <= '9', ..]
            && target.Rest.AsSpan(Math.Min(1, target.Rest.Length)).StartsWith(last, StringComparison.Ordinal)
            && (target.Rest.Length == last.Length + 1 || target.Rest[last.Length + 1] == '/');
        return doubled ? target.Rest[(last.Length + 1)..] : target.Rest;
    }
}
