using System.Buffers;
using Microsoft.Extensions.Primitives;
using Observability.Domain.Upstreams;

namespace Observability.Ingest.Proxy;

/// <summary>Carries the client's headers over to the upstream: every one as it is, except those that are ours, the connection's or the framing's.</summary>
internal static class RequestHeaders
{
    private static readonly SearchValues<char> NeverInAValue = SearchValues.Create("\r\n\0");
    private static readonly SearchValues<char> InAName =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Whether a header is addressed to us and goes no further.</summary>
    public static bool IsOurs(string name) =>
        name.StartsWith("Helicone-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-Observability-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Copies the headers that cross. Returns the name of one that cannot be sent as it is; null when all is well.</summary>
    /// <param name="headers">The client's headers.</param>
    /// <param name="key">The text of our key; no value that contains it crosses.</param>
    /// <param name="to">The request upstream. Its content, if it has one, must be set already.</param>
    public static string? Copy(IHeaderDictionary headers, string key, UpstreamRequest to)
    {
        var connection = headers.Connection;
        foreach (var (name, values) in headers)
        {
            if (!Crosses(name, connection))
            {
                if (!IsToken(name))
                {
                    return name;
                }

                continue;
            }

            for (var i = 0; i < values.Count; i++)
            {
                var value = values[i] ?? "";
                if (value.Contains(key, StringComparison.Ordinal) || IsKeyOfOurs(name, value) ? !IsToken(name) : !Add(to, name, value))
                {
                    return name;
                }
            }
        }

        return null;
    }

    /// <summary>Adds the upstream's stored credential when the client brought none. False: it holds characters that no header can carry.</summary>
    public static bool AddCredential(UpstreamRequest to, string query)
    {
        if (to.Target.Credential is not { } credential || StoredTarget.BringsCredential(query))
        {
            return true;
        }

        foreach (var slot in CredentialHeader.Names)
        {
            if (to.Headers.NonValidated.TryGetValues(slot, out var values) && values.Any(HoldsCredential))
            {
                return true;
            }
        }

        // A header that is there but empty ("Authorization: Bearer ") would stand beside ours.
        foreach (var slot in CredentialHeader.Names)
        {
            to.Headers.Remove(slot);
        }

        return !credential.Value.Value.AsSpan().ContainsAny(NeverInAValue)
            && to.Headers.TryAddWithoutValidation(credential.Header, credential.Value.Value);
    }

    private static bool Crosses(string name, StringValues connection) =>
        !HopByHop.Is(name)
        && !IsOurs(name)
        && !name.Equals("Host", StringComparison.OrdinalIgnoreCase)
        // The body is framed anew, by the same rule; Kestrel has answered the expectation.
        && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("X-Content-Length", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Expect", StringComparison.OrdinalIgnoreCase)
        && (connection.Count == 0 || !HopByHop.IsNamedBy(connection, name));

    // HttpClient sees to the names of those that cross. A malformed one that stays here would leave a request that the upstream would have refused.
    private static bool IsToken(string name) => !name.AsSpan().ContainsAnyExcept(InAName);

    private static bool IsKeyOfOurs(string name, string value)
    {
        foreach (var slot in CredentialHeader.Names)
        {
            if (name.Equals(slot, StringComparison.OrdinalIgnoreCase))
            {
                return RawTarget.LooksLikeKey(ClientKey.WithoutScheme(value));
            }
        }

        return false;
    }

    private static bool HoldsCredential(string value) => !ClientKey.WithoutScheme(value).IsEmpty;

    // HttpClient keeps the headers that describe a body apart, also where there is no body (Open WebUI sends Content-Type with GET), and then adds
    // a Content-Length of 0: it has no way to send the one without the other or a Transfer-Encoding. To an upstream both mean the same.
    private static bool Add(UpstreamRequest to, string name, string value)
    {
        if (to.Headers.TryAddWithoutValidation(name, value))
        {
            return true;
        }

        to.Content ??= new ByteArrayContent([]);
        return to.Content.Headers.TryAddWithoutValidation(name, value);
    }
}
