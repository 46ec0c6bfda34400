using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>
/// Open WebUI's own chat: OpenAI's, with what was retrieved for the answer before it, and with answers that go into a chat instead of to the caller.
/// </summary>
/// <remarks>Held against Open WebUI 0.11.0 of 2026-07-27, backend/open_webui/main.py.</remarks>
public sealed class OpenWebUiChatFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openwebui.chat";

    /// <inheritdoc/>
    public override string Family => "openwebui";

    /// <inheritdoc/>
    public override string Endpoint => "chat";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) =>
        method == "POST" && (PathEnd.Is(path, "api/chat/completions") || PathEnd.Is(path, "api/v1/chat/completions"));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(exchange, ChatMessages.Of);
        return OpenWebUiAnswer.IsPage(exchange) ? OpenWebUiAnswer.OfPage(request.ToReading())
            : OpenWebUiAnswer.Promise(exchange) is { } note ? request.ToReading() with { Complete = true, Notes = [.. request.Notes, note] }
            : OpenAiAnswer.Read(exchange, request, OpenAiChatFormat.AddChoice);
    }
}
