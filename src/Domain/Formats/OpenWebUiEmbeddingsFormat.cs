using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Open WebUI's own embeddings: OpenAI's, under a path that Ollama has too.</summary>
public sealed class OpenWebUiEmbeddingsFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openwebui.embeddings";

    /// <inheritdoc/>
    public override string Family => "openwebui";

    /// <inheritdoc/>
    public override string Endpoint => "embeddings";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && !path.Contains("/ollama/", StringComparison.Ordinal)
        && (PathEnd.Is(path, "api/embeddings") || PathEnd.Is(path, "api/v1/embeddings"));

    /// <inheritdoc/>
    public override bool Recognises(WireExchange exchange) => !OpenWebUiAnswer.IsOwnPage(exchange);

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => EmbeddingAnswer.Read(exchange);
}
