namespace Observability.Domain.Formats;

/// <summary>Ollama loads a model into memory: a call to generate from nothing.</summary>
public sealed class OllamaLoadFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.load";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "load";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => OllamaEmptyCall.IsPath(method, path);

    /// <inheritdoc/>
    public override bool Recognises(WireExchange exchange) => OllamaEmptyCall.Loads(exchange);

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => OllamaEmptyCall.ReadAnswer(exchange);
}
