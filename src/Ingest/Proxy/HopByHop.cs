using Microsoft.Extensions.Primitives;

namespace Observability.Ingest.Proxy;

/// <summary>Headers that belong to one connection and never cross us (RFC 9110 §7.6.1), in either direction.</summary>
internal static class HopByHop
{
    /// <summary>Whether <paramref name="name"/> is about the connection whatever it says.</summary>
    public static bool Is(string name) => name.Length switch
    {
        2 => Same(name, "TE"),
        7 => Same(name, "Upgrade") || Same(name, "Trailer"),
        10 => Same(name, "Connection") || Same(name, "Keep-Alive"),
        14 => Same(name, "HTTP2-Settings"),
        16 => Same(name, "Proxy-Connection"),
        17 => Same(name, "Transfer-Encoding"),
        18 => Same(name, "Proxy-Authenticate"),
        19 => Same(name, "Proxy-Authorization"),
        _ => false,
    };

    /// <summary>Whether one of the <c>Connection</c> headers names <paramref name="name"/>, which makes it hop-by-hop too.</summary>
    /// <remarks>Kestrel leaves of the client's <c>close, X-A</c>, <c>keep-alive, X-A</c> or <c>Upgrade, X-A</c> only the first word: beside those, X-A crosses.</remarks>
    public static bool IsNamedBy(StringValues connection, string name)
    {
        foreach (var line in connection)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                if (line.AsSpan()[part].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
