using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Ollama deletes a model; the model is named in the body of the DELETE.</summary>
public sealed class OllamaDeleteFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.delete";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "delete";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method is "DELETE" or "POST" && PathEnd.Is(path, "api/delete");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => ManagementAnswer.Read(exchange);
}
