namespace Observability.Domain.Formats;

/// <summary>Looks into the paths of Google's APIs: <c>…/models/{model}:{method}</c>, with <c>/projects/…/publishers/google</c> before it on Vertex.</summary>
internal static class GeminiPath
{
    /// <summary>Whether the path calls this method of a model.</summary>
    public static bool Calls(string path, string method)
    {
        var last = LastSegment(path);
        return last.Length > method.Length + 1 && last.EndsWith(method, StringComparison.Ordinal) && last[^(method.Length + 1)] == ':';
    }

    /// <summary>The model the path names; null when it names none.</summary>
    public static string? ModelOf(string path)
    {
        var last = LastSegment(path);
        var colon = last.LastIndexOf(':');
        return colon > 0 ? Uri.UnescapeDataString(last[..colon].ToString()) : null;
    }

    private static ReadOnlySpan<char> LastSegment(string path)
    {
        var trimmed = path.AsSpan().TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }
}
