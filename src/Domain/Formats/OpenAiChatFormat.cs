using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>OpenAI's chat completions, as OpenAI and its many look-alikes speak them; Open WebUI's <c>/api/chat/completions</c> too.</summary>
public sealed class OpenAiChatFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openai.chat";

    /// <inheritdoc/>
    public override string Family => "openai";

    /// <inheritdoc/>
    public override string Endpoint => "chat";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "chat/completions");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) =>
        OpenAiAnswer.Read(exchange, RequestBody.Read(exchange.RequestBody, ChatMessages.Of), AddChoice);

    private static Generated AddChoice(AnswerDraft draft, JsonElement choice)
    {
        // Some send a whole message at the end of their deltas; it only counts where there were none.
        var part = choice.Member("delta"u8) ?? (draft.IsEmpty ? choice.Member("message"u8) : null);
        return part is { } delta ? draft.Add(delta) : Generated.Nothing;
    }
}
