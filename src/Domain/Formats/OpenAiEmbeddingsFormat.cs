using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>OpenAI's embeddings.</summary>
public sealed class OpenAiEmbeddingsFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openai.embeddings";

    /// <inheritdoc/>
    public override string Family => "openai";

    /// <inheritdoc/>
    public override string Endpoint => "embeddings";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "embeddings");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => EmbeddingAnswer.Read(exchange);
}
