using System.Text;
using Observability.Dashboard.Replays;

namespace Observability.Dashboard.Playground;

/// <summary>A call to begin with, for an upstream and a format.</summary>
public static class FirstDraft
{
    /// <summary>The formats of a family there is a form for, the one most people want first.</summary>
    public static IReadOnlyList<string> FormatsOf(string family) => family switch
    {
        "anthropic" => ["anthropic.messages"],
        "gemini" => ["gemini.generate"],
        "ollama" => ["ollama.chat", "ollama.generate", "openai.chat", "openai.embeddings"],
        _ => ["openai.chat", "openai.responses", "openai.completions", "openai.embeddings"],
    };

    /// <summary>The call.</summary>
    /// <param name="upstream">Where it goes.</param>
    /// <param name="format">One of <see cref="FormatsOf"/>.</param>
    /// <param name="model">The model; may be empty, and is then to be filled in.</param>
    public static CallDraft Of(UpstreamChoice upstream, string format, string model)
    {
        var dialect = FormDialect.All[format];
        return new()
        {
            Upstream = upstream.Name,
            Family = upstream.Family,
            Method = "POST",
            BasePath = upstream.BasePath,
            Target = TargetOf(upstream, format, dialect.PathOf(model.Length > 0 ? model : "model")),
            Headers = format == "anthropic.messages"
                ? [new("Content-Type", "application/json"), new("anthropic-version", "2023-06-01")]
                : [new("Content-Type", "application/json")],
            Body = Encoding.UTF8.GetBytes(dialect.FirstBody(JsonPlace.Quote(model))),
        };
    }

    /// <summary>A body to begin with, for a call that has none: of its format, else an empty object.</summary>
    public static ReadOnlyMemory<byte> BodyOf(CallDraft draft) => Encoding.UTF8.GetBytes(
        DraftFormat.Of(draft, ReadOnlyMemory<byte>.Empty) is { } format && FormDialect.All.TryGetValue(format, out var dialect) ? dialect.FirstBody(JsonPlace.Quote("")) : "{}");

    // A base URL with a path is complete; only a bare host lacks the version. A version that ends the base and begins the rest is not doubled.
    private static string TargetOf(UpstreamChoice upstream, string format, string path)
    {
        if (format.StartsWith("openai.", StringComparison.Ordinal))
        {
            return upstream.BasePath.Length == 0 ? (upstream.Family == "azure" ? "/openai/v1" : "/v1") + path : upstream.BasePath + path;
        }

        var last = upstream.BasePath[(upstream.BasePath.LastIndexOf('/') + 1)..];
        return last.Length > 0 && path.StartsWith($"/{last}/", StringComparison.Ordinal) ? upstream.BasePath + path[(last.Length + 1)..] : upstream.BasePath + path;
    }
}
