using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Ollama's own chat.</summary>
public sealed class OllamaChatFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.chat";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "chat";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "api/chat");

    /// <inheritdoc/>
    /// <remarks>With nothing to generate from it loads or unloads a model: <see cref="OllamaLoadFormat"/>, <see cref="OllamaUnloadFormat"/>.</remarks>
    public override bool Recognises(WireExchange exchange) => !OllamaEmptyCall.Loads(exchange) && !OllamaEmptyCall.Unloads(exchange);

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => OllamaAnswer.Read(
        exchange,
        RequestBody.Read(exchange.RequestBody, ChatMessages.Of),
        (draft, piece) => piece.Member("message"u8) is { } message ? draft.Add(message) : Generated.Nothing);
}
