namespace Observability.Domain.Formats.Wire;

/// <summary>The model of a call that names it in its path only.</summary>
internal static class PathModel
{
    /// <summary>
    /// The model of Bedrock's <c>/model/{id}/converse</c>, percent-decoded; null when there is none. An id may be an ARN with slashes
    /// of its own, which not every client encodes.
    /// </summary>
    public static string? OfBedrock(string path)
    {
        const string Before = "/model/";
        var from = path.IndexOf(Before, StringComparison.Ordinal);
        var to = path.TrimEnd('/').LastIndexOf('/');
        return from >= 0 && to > from + Before.Length ? Uri.UnescapeDataString(path[(from + Before.Length)..to]) : null;
    }

    /// <summary>The model of Vertex AI's <c>/models/{model}:rawPredict</c>; null when the path has another shape.</summary>
    public static string? OfVertex(string path)
    {
        var last = PathEnd.Last(path);
        var colon = last.LastIndexOf(':');
        return colon > 0 && PathEnd.IsOneOf(path, "models") ? Uri.UnescapeDataString(last[..colon]) : null;
    }
}
