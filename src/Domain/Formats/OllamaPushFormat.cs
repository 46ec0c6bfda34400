using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Ollama sends a model to a registry, and tells how far it is. Open WebUI passes it on as a DELETE.</summary>
public sealed class OllamaPushFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.push";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "push";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method is "POST" or "DELETE" && PathEnd.Is(path, "api/push");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => OllamaTransfer.Read(exchange);
}
