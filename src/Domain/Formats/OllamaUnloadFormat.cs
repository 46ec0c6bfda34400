namespace Observability.Domain.Formats;

/// <summary>Ollama takes a model out of memory: a call to generate from nothing and to keep the model for no time.</summary>
public sealed class OllamaUnloadFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.unload";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "unload";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => OllamaEmptyCall.IsPath(method, path);

    /// <inheritdoc/>
    public override bool Recognises(WireExchange exchange) => OllamaEmptyCall.Unloads(exchange);

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => OllamaEmptyCall.ReadAnswer(exchange);
}
