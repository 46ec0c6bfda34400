using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Ollama's embeddings: <c>/api/embed</c> and the older <c>/api/embeddings</c>.</summary>
public sealed class OllamaEmbedFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.embed";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "embeddings";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) =>
        method == "POST" && (PathEnd.Is(path, "api/embed") || PathEnd.Is(path, "api/embeddings"));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => EmbeddingAnswer.Read(exchange);
}
