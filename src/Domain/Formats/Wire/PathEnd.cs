namespace Observability.Domain.Formats.Wire;

/// <summary>Tells an API by the end of its path, whatever prefix a base URL put before it; doubled and trailing slashes do not count.</summary>
internal static class PathEnd
{
    /// <summary>Whether the last segments of <paramref name="path"/> are those of <paramref name="end"/>, such as <c>chat/completions</c>.</summary>
    public static bool Is(string path, string end) => Is(path.AsSpan(), end);

    /// <summary>Whether the segments before the last are those of <paramref name="collection"/>: one thing of it.</summary>
    public static bool IsOneOf(string path, string collection)
    {
        var have = path.AsSpan().TrimEnd('/');
        return !LastSegment(ref have).IsEmpty && Is(have, collection);
    }

    /// <summary>The segment that follows <paramref name="segment"/>, percent escapes undone; null when there is none.</summary>
    public static string? After(string path, string segment)
    {
        var have = path.AsSpan().TrimEnd('/');
        var following = LastSegment(ref have);
        while (!have.IsEmpty)
        {
            var one = LastSegment(ref have);
            if (one.SequenceEqual(segment))
            {
                return Uri.UnescapeDataString(following.ToString());
            }

            following = one;
        }

        return null;
    }

    /// <summary><paramref name="path"/> without its last segment.</summary>
    public static string Parent(string path)
    {
        var have = path.AsSpan().TrimEnd('/');
        _ = LastSegment(ref have);
        return have.ToString();
    }

    /// <summary>The last segment of <paramref name="path"/>.</summary>
    public static string Last(string path)
    {
        var have = path.AsSpan().TrimEnd('/');
        return LastSegment(ref have).ToString();
    }

    private static bool Is(ReadOnlySpan<char> path, string end)
    {
        var have = path.TrimEnd('/');
        var want = end.AsSpan();
        while (true)
        {
            var segment = LastSegment(ref have);
            if (!segment.SequenceEqual(LastSegment(ref want)))
            {
                return false;
            }

            if (want.IsEmpty)
            {
                return true;
            }
        }
    }

    private static ReadOnlySpan<char> LastSegment(ref ReadOnlySpan<char> path)
    {
        var slash = path.LastIndexOf('/');
        var segment = path[(slash + 1)..];
        path = slash < 0 ? [] : path[..slash].TrimEnd('/');
        return segment;
    }
}
