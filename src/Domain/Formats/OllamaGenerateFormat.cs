using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Ollama's own text generation.</summary>
public sealed class OllamaGenerateFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "ollama.generate";

    /// <inheritdoc/>
    public override string Family => "ollama";

    /// <inheritdoc/>
    public override string Endpoint => "generate";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "api/generate");

    /// <inheritdoc/>
    /// <remarks>With nothing to generate from it loads or unloads a model: <see cref="OllamaLoadFormat"/>, <see cref="OllamaUnloadFormat"/>.</remarks>
    public override bool Recognises(WireExchange exchange) => !OllamaEmptyCall.Loads(exchange) && !OllamaEmptyCall.Unloads(exchange);

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => OllamaAnswer.Read(
        exchange,
        RequestBody.Read(exchange.RequestBody, InputOf),
        (draft, piece) => draft.AddReasoning(piece.Text("thinking"u8)) | draft.AddText(piece.Text("response"u8)));

    private static IReadOnlyList<Message> InputOf(JsonElement request)
    {
        var messages = new List<Message>();
        if (request.Text("system"u8) is { Length: > 0 } system)
        {
            messages.Add(new("system", [new TextPart(system)]));
        }

        var images = request.Items("images"u8).Select(ContentParts.OllamaImage);
        ContentPart[] parts = [.. Prompts.Of(request, "prompt"u8).SelectMany(m => m.Parts), .. images];
        return parts.Length > 0 ? [.. messages, new("user", parts)] : messages;
    }
}
