using System.Text.Json;

namespace Observability.Dashboard.CopyAs;

/// <summary>A request that OpenAI's own libraries can make.</summary>
/// <param name="Method">The method of the client in its libraries, such as <c>chat.completions.create</c>.</param>
/// <param name="Named">Parameters the method must be given by name.</param>
internal sealed record OpenAiCall(string Method, IReadOnlyList<string> Named)
{
    /// <summary>The call a request is; null when it is none of those.</summary>
    public static OpenAiCall? Of(SentRequest request, JsonElement body)
    {
        if (request.Method != "POST" || !request.Format.StartsWith("openai.", StringComparison.Ordinal))
        {
            return null;
        }

        OpenAiCall? call = request.Path.Split('?')[0] switch
        {
            "/chat/completions" or "/v1/chat/completions" => new("chat.completions.create", ["model", "messages", "stream"]),
            "/responses" or "/v1/responses" => new("responses.create", ["model", "input", "stream"]),
            "/embeddings" or "/v1/embeddings" => new("embeddings.create", ["model", "input"]),
            _ => null,
        };
        return call is null || !call.Named.Where(n => n != "stream").All(n => body.TryGetProperty(n, out _)) || request.Path.Contains('?', StringComparison.Ordinal) ? null : call;
    }

    /// <summary>The path before the one the library adds.</summary>
    public static string BasePath(SentRequest request) => request.Path.StartsWith("/v1/", StringComparison.Ordinal) ? "/v1" : "";

    /// <summary>Headers the libraries do not set themselves.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Extra(SentRequest request) =>
        [.. request.Sendable.Where(h => !h.Key.StartsWith("x-stainless-", StringComparison.OrdinalIgnoreCase) && h.Key.ToLowerInvariant() is not ("content-type" or "accept" or "user-agent"))];
}
