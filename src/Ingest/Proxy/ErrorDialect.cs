namespace Observability.Ingest.Proxy;

/// <summary>In whose form an error of ours is told, so that the client's own SDK can read it.</summary>
internal enum ErrorDialect
{
    /// <summary><c>{"error":{"message","type","param","code"}}</c>; Open WebUI shows this one too.</summary>
    OpenAI,

    /// <summary><c>{"type":"error","error":{"type","message"}}</c></summary>
    Anthropic,

    /// <summary><c>{"error":"text"}</c></summary>
    Ollama,

    /// <summary><c>{"error":{"code","message","status"}}</c></summary>
    Gemini,
}
