using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Ollama fetches a model from a registry, and tells how far it is.</summary>
public sealed class OllamaPullFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.pull";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "pull";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "api/pull");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => OllamaTransfer.Read(exchange);
}
