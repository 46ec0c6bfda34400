namespace Observability.Domain.Upstreams;

/// <summary>Which base URLs an upstream may have. Parsed once, here: what is checked is what is called.</summary>
public static class UpstreamUrl
{
    /// <summary>Null when <paramref name="url"/> may be a base URL; otherwise the end of a sentence, "must …". Never repeats the URL, which may hold a password.</summary>
    public static string? Refuse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return "must be an absolute http:// or https:// URL, such as https://api.example.com/v1.";
        }

        if (url.AsSpan().ContainsAnyExceptInRange('!', '~') || url.Contains('\\', StringComparison.Ordinal))
        {
            return "must be written in ASCII without spaces or backslashes (a host name in punycode, a path in percent escapes).";
        }

        if (uri.UserInfo.Length > 0 || url.Contains('@', StringComparison.Ordinal))
        {
            return "must not hold a user name or password: give the provider's key as the upstream's credential.";
        }

        if (url.Contains('?', StringComparison.Ordinal) || url.Contains('#', StringComparison.Ordinal))
        {
            return "must not have a query or a fragment: producers send their own with each call.";
        }

        return uri.Host.Length == 0 || uri.Port is 0 ? "must name a host, and a port from 1 to 65535 where it has one." : null;
    }

    /// <summary>The base URL, its path without a slash at the end (the path of a bare host is <c>/</c>: <see cref="Uri"/> knows no empty one).</summary>
    /// <exception cref="ArgumentException"><see cref="Refuse"/> refuses it.</exception>
    public static Uri Parse(string url) =>
        Refuse(url) is { } refusal ? throw new ArgumentException("The base URL " + refusal, nameof(url)) : new Uri(url.TrimEnd('/'));
}
