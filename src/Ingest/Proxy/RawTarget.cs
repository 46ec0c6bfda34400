using System.Buffers;

namespace Observability.Ingest.Proxy;

/// <summary>What the raw request target asks for, before anybody has decoded or tidied it.</summary>
/// <param name="Kind">Which of our routes it is.</param>
/// <param name="Upstream">The upstream's name on a <see cref="RouteKind.Named"/> route; empty otherwise.</param>
/// <param name="KeyText">The segment that has the form of a key, decoded once; null when the path holds none.</param>
/// <param name="Rest">What follows, byte for byte, with one leading slash; empty when nothing follows.</param>
/// <param name="Query">The query with its question mark, byte for byte; empty when there is none.</param>
internal sealed record RawTarget(RouteKind Kind, string Upstream, string? KeyText, string Rest, string Query)
{
    private const string KeyPrefix = "obs_";

    private static readonly SearchValues<char> Unforwardable =
        SearchValues.Create([.. Enumerable.Range(0, 0x21).Select(c => (char)c), '\x7f', '#']);

    /// <summary>Splits a target as it stood in the request line.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="target">The request target: origin-form, or absolute-form of this host (Kestrel has compared it).</param>
    public static RawTarget Parse(string method, string target)
    {
        var start = target.StartsWith('/') ? 0 : PathOfAbsoluteForm(target);
        var question = target.IndexOf('?', start);
        var path = question < 0 ? target[start..] : target[start..question];
        var query = question < 0 ? "" : target[question..];
        if (!IsForwardable(path) || query.AsSpan().ContainsAny(Unforwardable))
        {
            return new(RouteKind.Refused, "", null, "", "");
        }

        var rest = path;
        var first = TakeSegment(ref rest);
        if (IsFixed(method, first, rest))
        {
            return new(RouteKind.Fixed, "", null, "", "");
        }

        return first switch
        {
            "" => new(RouteKind.Unknown, "", null, "", ""),
            "v1" => WithKey(RouteKind.Versioned, "", rest, query),
            ['v', >= '2' and <= '9'] => new(RouteKind.Unknown, "", null, "", ""),
            _ when KeyIn(first) is { } key => TakeSegment(ref rest) == "v1"
                ? new(RouteKind.Versioned, "", key, OneLeadingSlash(rest), query)
                : new(RouteKind.Unknown, "", key, "", ""),
            _ => WithKey(RouteKind.Named, first, rest, query),
        };
    }

    /// <summary>Whether a text claims to be one of our keys, valid or not.</summary>
    public static bool LooksLikeKey(ReadOnlySpan<char> text) => text.StartsWith(KeyPrefix, StringComparison.Ordinal);

    private static RawTarget WithKey(RouteKind kind, string upstream, string rest, string query)
    {
        var afterKey = rest;
        return KeyIn(TakeSegment(ref afterKey)) is { } key
            ? new(kind, upstream, key, OneLeadingSlash(afterKey), query)
            : new(kind, upstream, null, OneLeadingSlash(rest), query);
    }

    // Fixed routes win over /{upstream}/…; what is behind them answers for itself.
    private static bool IsFixed(string method, string first, string rest) => first switch
    {
        "healthz" or "readyz" or "metrics" => rest.Trim('/').Length == 0,
        "api" or "custom" or "oai" => true,
        "v1" => HttpMethods.IsPost(method) && rest == "/traces",
        "anthropic" => HttpMethods.IsPost(method) && rest == "/v1/log",
        _ => false,
    };

    private static string? KeyIn(string segment)
    {
        var text = segment.Contains('%') ? Uri.UnescapeDataString(segment) : segment;
        return LooksLikeKey(text) ? text : null;
    }

    // Removes the next segment, tolerating the doubled slashes that joining "…/<key>/" and "/chat" makes.
    private static string TakeSegment(ref string rest)
    {
        var trimmed = rest.AsSpan().TrimStart('/');
        var end = trimmed.IndexOf('/');
        var segment = end < 0 ? trimmed : trimmed[..end];
        rest = end < 0 ? "" : rest[(rest.Length - trimmed.Length + end)..];
        return segment.ToString();
    }

    private static string OneLeadingSlash(string rest)
    {
        var from = 0;
        while (from + 1 < rest.Length && rest[from + 1] == '/')
        {
            from++;
        }

        return from == 0 ? rest : rest[from..];
    }

    // A dot segment, also an encoded one, could climb out of the upstream's base path once somebody behind us decodes it.
    private static bool IsForwardable(string path)
    {
        if (path.AsSpan().ContainsAny(Unforwardable))
        {
            return false;
        }

        if (!path.Contains('.') && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return !Uri.UnescapeDataString(path).Split('/', '\\').Any(segment => segment is "." or "..");
    }

    // Without a path (http://us?/v1/key/x) there is nothing to go by: what begins with the query is no path of ours, whatever slashes stand in it.
    private static int PathOfAbsoluteForm(string target)
    {
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        var path = authority < 0 ? -1 : target.AsSpan(authority + 3).IndexOfAny('/', '?');
        return path < 0 ? target.Length : authority + 3 + path;
    }
}
