namespace Observability.Benchmarks.Seeding;

/// <summary>How a model is spoken to.</summary>
internal enum Dialect
{
    OpenAi,
    Anthropic,
    Ollama,
    OpenAiEmbeddings,
    OllamaEmbeddings,
}

/// <summary>A model of the history.</summary>
/// <param name="Upstream">The upstream it is at.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Dialect">How it is spoken to.</param>
/// <param name="FirstTokenMs">Median time to its first token, milliseconds.</param>
/// <param name="TokensPerSecond">Median speed.</param>
internal sealed record SeedModel(string Upstream, string Name, Dialect Dialect, double FirstTokenMs, double TokensPerSecond)
{
    public bool IsEmbedding => Dialect is Dialect.OpenAiEmbeddings or Dialect.OllamaEmbeddings;

    /// <summary>Real models, the most popular first. Those of one's own machine (ollama, vllm) have no price, and one that is on no list.</summary>
    public static IReadOnlyList<SeedModel> All { get; } =
    [
        new("openai", "gpt-5.4-mini", Dialect.OpenAi, 420, 110),
        new("anthropic", "claude-sonnet-5", Dialect.Anthropic, 780, 70),
        new("openai", "text-embedding-3-small", Dialect.OpenAiEmbeddings, 120, 0),
        new("ollama", "llama3.2:latest", Dialect.Ollama, 310, 45),
        new("openai", "gpt-5.4", Dialect.OpenAi, 850, 75),
        new("openai", "gpt-5.4-nano", Dialect.OpenAi, 280, 150),
        new("gemini", "gemini-3.5-flash", Dialect.OpenAi, 380, 160),
        new("anthropic", "claude-haiku-4-5", Dialect.Anthropic, 450, 130),
        new("openai", "gpt-4o-mini", Dialect.OpenAi, 400, 95),
        new("ollama", "qwen3:8b", Dialect.Ollama, 420, 32),
        new("deepseek", "deepseek-chat", Dialect.OpenAi, 1100, 40),
        new("groq", "llama-3.3-70b-versatile", Dialect.OpenAi, 190, 280),
        new("ollama", "nomic-embed-text:latest", Dialect.OllamaEmbeddings, 60, 0),
        new("vllm", "Qwen/Qwen3-32B-AWQ", Dialect.OpenAi, 250, 60),
        new("mistral", "mistral-medium-latest", Dialect.OpenAi, 500, 85),
        new("openai", "gpt-4.1", Dialect.OpenAi, 560, 90),
        new("anthropic", "claude-opus-5", Dialect.Anthropic, 1400, 45),
        new("openrouter", "moonshotai/kimi-k2.6", Dialect.OpenAi, 900, 55),
        new("gemini", "gemini-2.5-pro", Dialect.OpenAi, 1900, 100),
        new("mistral", "mistral-small-latest", Dialect.OpenAi, 310, 120),
        new("openai", "gpt-5.5", Dialect.OpenAi, 1200, 65),
        new("ollama", "gemma3:12b", Dialect.Ollama, 520, 26),
        new("xai", "grok-4.3", Dialect.OpenAi, 950, 70),
        new("deepseek", "deepseek-reasoner", Dialect.OpenAi, 2200, 38),
        new("openrouter", "meta-llama/llama-3.3-70b-instruct", Dialect.OpenAi, 640, 60),
        new("openai", "o3", Dialect.OpenAi, 3800, 80),
        new("groq", "openai/gpt-oss-120b", Dialect.OpenAi, 210, 450),
        new("openai", "gpt-4.1-mini", Dialect.OpenAi, 380, 105),
        new("anthropic", "claude-sonnet-4-5", Dialect.Anthropic, 820, 68),
        new("openrouter", "z-ai/glm-4.7", Dialect.OpenAi, 800, 62),
        new("vllm", "acme/support-8b-sft", Dialect.OpenAi, 140, 95),
        new("ollama", "deepseek-r1:8b", Dialect.Ollama, 460, 30),
        new("openai", "gpt-4o", Dialect.OpenAi, 520, 88),
        new("gemini", "gemini-2.5-flash-lite", Dialect.OpenAi, 260, 220),
        new("mistral", "codestral-2508", Dialect.OpenAi, 290, 140),
        new("openrouter", "qwen/qwen3-coder", Dialect.OpenAi, 700, 66),
        new("openrouter", "acme/unlisted-preview", Dialect.OpenAi, 900, 50),
        new("groq", "llama-3.1-8b-instant", Dialect.OpenAi, 110, 620),
        new("xai", "grok-code-fast-1", Dialect.OpenAi, 330, 170),
        new("anthropic", "claude-opus-4-1", Dialect.Anthropic, 1600, 40),
    ];
}
