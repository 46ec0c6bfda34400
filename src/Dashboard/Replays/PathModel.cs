namespace Observability.Dashboard.Replays;

/// <summary>The model in the path of a call: Gemini's and Vertex's <c>models/{m}:{method}</c>, Azure's <c>deployments/{d}/</c>, Bedrock's <c>model/{m}/{operation}</c>.</summary>
/// <remarks>
/// ai.google.dev/api/generate-content, learn.microsoft.com/azure/ai-services/openai/reference and docs.aws.amazon.com/bedrock/latest/APIReference, as of November 2026.
/// </remarks>
internal static class PathModel
{
    private static readonly string[] Operations = ["invoke", "invoke-with-response-stream", "converse", "converse-stream", "count-tokens", "async-invoke"];

    /// <summary>The model a target names, percent escapes undone; null when it names none.</summary>
    public static string? Find(string target) => Place(target) is { } at ? Uri.UnescapeDataString(target[at]) : null;

    /// <summary>The target with another model; null when it names none.</summary>
    public static string? With(string target, string model) => Place(target) is { } at
        ? string.Concat(target.AsSpan(0, at.Start.Value), Uri.EscapeDataString(model), target.AsSpan(at.End.Value))
        : null;

    private static Range? Place(string target)
    {
        var end = target.IndexOf('?', StringComparison.Ordinal) is var question and >= 0 ? question : target.Length;
        var path = target[..end].TrimEnd('/');
        return OfGoogle(path) ?? OfAzure(path) ?? OfBedrock(path);
    }

    // models/ and tunedModels/. With more than one colon it is one of OpenAI's fine-tuned, and no method: models/ft:gpt-4o:org.
    private static Range? OfGoogle(string path)
    {
        var slash = path.LastIndexOf('/');
        var colon = path.IndexOf(':', slash + 1);
        return slash > 0 && colon > slash + 1 && path.LastIndexOf(':') == colon && path[..slash].EndsWith("odels", StringComparison.Ordinal) ? (slash + 1)..colon : null;
    }

    private static Range? OfAzure(string path)
    {
        var from = After(path, "/deployments/");
        return Between(path, "/deployments/", from < path.Length ? path.IndexOf('/', from) : -1);
    }

    // An id may be an ARN with slashes of its own, which not every client encodes.
    private static Range? OfBedrock(string path)
    {
        var slash = path.LastIndexOf('/');
        return Operations.Contains(path[(slash + 1)..], StringComparer.Ordinal) ? Between(path, "/model/", slash) : null;
    }

    private static Range? Between(string path, string before, int end)
    {
        var from = After(path, before);
        return from <= path.Length && end > from ? from..end : null;
    }

    // Beyond the end where it is not there.
    private static int After(string path, string segment) => path.IndexOf(segment, StringComparison.Ordinal) is var at and >= 0 ? at + segment.Length : path.Length + 1;
}
