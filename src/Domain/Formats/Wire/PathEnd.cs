namespace Observability.Domain.Formats.Wire;

/// <summary>Tells an API by the end of its path, whatever prefix a base URL put before it; doubled and trailing slashes do not count.</summary>
internal static class PathEnd
{
    /// <summary>Whether the last segments of <paramref name="path"/> are those of <paramref name="end"/>, such as <c>chat/completions</c>.</summary>
    public static bool Is(string path, string end)
    {
        var have = path.AsSpan().TrimEnd('/');
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

    /// <summary>Whether the segment before the last is <paramref name="segment"/>: one thing of a collection.</summary>
    public static bool IsOneOf(string path, string segment)
    {
        var have = path.AsSpan().TrimEnd('/');
        _ = LastSegment(ref have);
        return LastSegment(ref have).SequenceEqual(segment);
    }

    /// <summary>The last segment of <paramref name="path"/>.</summary>
    public static string Last(string path)
    {
        var have = path.AsSpan().TrimEnd('/');
        return LastSegment(ref have).ToString();
    }

    private static ReadOnlySpan<char> LastSegment(ref ReadOnlySpan<char> path)
    {
        var slash = path.LastIndexOf('/');
        var segment = path[(slash + 1)..];
        path = slash < 0 ? [] : path[..slash].TrimEnd('/');
        return segment;
    }
}
