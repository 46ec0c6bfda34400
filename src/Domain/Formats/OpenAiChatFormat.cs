using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>
/// OpenAI's chat completions, as OpenAI and its many look-alikes speak them; Writer's <c>/v1/chat</c>
/// too, and a stored one read again.
/// </summary>
public sealed class OpenAiChatFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openai.chat";

    /// <inheritdoc/>
    public override string Family => "openai";

    /// <inheritdoc/>
    public override string Endpoint => "chat";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method switch
    {
        "POST" => PathEnd.Is(path, "chat/completions") || PathEnd.Is(path, "v1/chat"),
        "GET" => PathEnd.IsOneOf(path, "chat/completions"),
        _ => false,
    };

    /// <inheritdoc/>
    /// <remarks>Cohere's <c>/v1/chat</c> takes one <c>message</c>, Writer's the <c>messages</c> of OpenAI.</remarks>
    public override bool Recognises(WireExchange exchange) =>
        !PathEnd.Is(exchange.Path, "v1/chat")
        || LenientJson.StartsWithMember(exchange.RequestBody, "messages"u8)
        || LenientJson.StartsWithMember(exchange.ResponseBody, "choices"u8);

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) =>
        OpenAiAnswer.Read(exchange, RequestBody.Read(exchange, ChatMessages.Of), AddChoice) with { IsSpend = exchange.Method != "GET" };

    /// <summary>Adds what a choice carries to its draft; what that brought.</summary>
    internal static Generated AddChoice(AnswerDraft draft, JsonElement choice)
    {
        // Some send a whole message at the end of their deltas; it only counts where there were none.
        var part = choice.Member("delta"u8) ?? (draft.IsEmpty ? choice.Member("message"u8) : null);
        return part is { } delta ? draft.Add(delta) : Generated.Nothing;
    }
}
