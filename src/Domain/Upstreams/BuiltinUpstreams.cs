namespace Observability.Domain.Upstreams;

/// <summary>The upstreams that are there without any configuration; the environment and the dashboard may override each.</summary>
public static class BuiltinUpstreams
{
    /// <summary>Name, base URL, format family and whether private addresses are allowed. <c>azure</c> has no common address and must be configured.</summary>
    public static IReadOnlyList<(string Name, string BaseUrl, string Format, bool AllowPrivate)> All { get; } =
    [
        ("openai", "https://api.openai.com/v1", "openai", false),
        ("anthropic", "https://api.anthropic.com", "anthropic", false),
        ("gemini", "https://generativelanguage.googleapis.com", "gemini", false),
        ("openrouter", "https://openrouter.ai/api/v1", "openai", false),
        ("ollama", "http://127.0.0.1:11434", "ollama", true),
        ("openwebui", "http://127.0.0.1:3000", "openwebui", true),
    ];
}
