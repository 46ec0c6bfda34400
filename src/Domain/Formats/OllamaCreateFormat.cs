using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Ollama makes a model from another or from files, and tells how far it is.</summary>
public sealed class OllamaCreateFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.create";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "create";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "api/create");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => OllamaTransfer.Read(exchange);
}
