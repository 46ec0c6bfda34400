namespace Observability.Ingest.Tests.Proxy.Differential;

/// <summary>Compares a request that a client sent with what the upstream got of it.</summary>
/// <remarks>
/// What may differ is all here, and in words in docs/http.md: our part of the path, the fields of the connection, ours and the framing's, a field's
/// lines joined into one, the version, trailers and chunk extensions.
/// </remarks>
internal static class Crossing
{
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "HTTP2-Settings", "Host", "Content-Length", "X-Content-Length", "Expect",
    };

    private static readonly HashSet<string> Credentials = new(StringComparer.OrdinalIgnoreCase) { "Authorization", "x-api-key", "api-key", "x-goog-api-key" };

    /// <summary>What differs that may not; null when nothing does.</summary>
    /// <param name="sent">By the client.</param>
    /// <param name="seen">By the upstream.</param>
    /// <param name="key">The client's key.</param>
    public static string? Difference(DirectRequest sent, DirectRequest seen, string key)
    {
        if (sent.Method != seen.Method)
        {
            return $"the method was {sent.Method} and became {seen.Method}";
        }

        if (Target(sent.Target, key) is var target && target != seen.Target)
        {
            return $"the target should be {target} and became {seen.Target}";
        }

        if (!sent.Body.AsSpan().SequenceEqual(seen.Body))
        {
            return $"the body had {sent.Body.Length} bytes and became another one of {seen.Body.Length}";
        }

        // No body and a body of no bytes mean the same; HttpClient writes the one for the other.
        if (sent.IsChunked != seen.IsChunked || (sent.HasLength && !seen.HasLength))
        {
            return "the body is framed in another way";
        }

        return Fields(sent, seen, key);
    }

    /// <summary>The target without our part of it.</summary>
    public static string Target(string target, string key)
    {
        var origin = target;
        if (!target.StartsWith('/'))
        {
            var authority = target.IndexOf("://", StringComparison.Ordinal) + 3;
            var end = target.IndexOfAny(['/', '?'], authority);
            origin = end < 0 ? "/" : target[end] == '?' ? "/" + target[end..] : target[end..];
        }

        var question = origin.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? origin : origin[..question];
        var query = question < 0 ? "" : origin[question..];
        var (first, rest) = Segment(path);
        if (first == key)
        {
            (first, rest) = Segment(rest);
        }
        else if (Segment(rest) is var (second, after) && second == key)
        {
            rest = after;
        }

        rest = rest.Length == 0 ? "" : "/" + rest.TrimStart('/');
        var whole = first == "v1" ? "/v1" + rest : rest;
        return (whole.Length == 0 ? "/" : whole) + query;
    }

    private static (string First, string After) Segment(string path)
    {
        var trimmed = path.TrimStart('/');
        var slash = trimmed.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (trimmed, "") : (trimmed[..slash], trimmed[slash..]);
    }

    private static string? Fields(DirectRequest sent, DirectRequest seen, string key)
    {
        // Beside these three the web server forgets the other words: what they name may cross or not.
        var words = sent.ConnectionWords;
        var isSure = !words.Intersect(["close", "keep-alive", "upgrade"], StringComparer.OrdinalIgnoreCase).Any();
        var named = words.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var expected = Joined(sent.Headers.Where(h =>
            Crosses(h.Key) && !named.Contains(h.Key) && !h.Value.Contains(key, StringComparison.Ordinal) && !IsKeyOfOurs(h.Key, h.Value)));
        var got = Joined(seen.Headers.Where(h => Crosses(h.Key) && (isSure || !named.Contains(h.Key))));
        foreach (var (name, lines) in expected)
        {
            if (!got.Remove(name, out var theirs))
            {
                return $"the field {name} is missing";
            }

            if (!(lines.Count == 1 ? lines.SequenceEqual(theirs) : Loosened(lines) == Loosened(theirs)))
            {
                return $"the field {name} was '{string.Join('|', lines)}' and became '{string.Join('|', theirs)}'";
            }
        }

        return got.Count == 0 ? null : $"the upstream got the field {got.First().Key} too";
    }

    private static bool Crosses(string name) =>
        !OfTheConnection.Contains(name)
        && !name.StartsWith("Helicone-", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("X-Observability-", StringComparison.OrdinalIgnoreCase);

    private static bool IsKeyOfOurs(string name, string value)
    {
        var text = value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? value[7..].Trim() : value;
        return Credentials.Contains(name) && text.StartsWith("obs_", StringComparison.Ordinal);
    }

    private static Dictionary<string, List<string>> Joined(IEnumerable<KeyValuePair<string, string>> headers) =>
        headers.GroupBy(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.OrdinalIgnoreCase);

    // Lines of one field become one, with a comma, with a semicolon (Cookie) or with a space (User-Agent).
    private static string Loosened(IEnumerable<string> lines) => string.Concat(string.Concat(lines).Where(c => c is not (',' or ';' or ' ')));
}
