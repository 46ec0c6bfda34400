using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Cohere's chat: version 2 (plain and named events) and version 1 (plain and one JSON object a line).</summary>
/// <remarks>Source: docs.cohere.com/reference/chat and /reference/chat-v1, read 2026-11-22.</remarks>
public sealed class CohereChatFormat : ProviderFormat
{
    // A long history may come before the message that tells the two apart.
    private const int MaxLook = 64 << 10;

    /// <inheritdoc/>
    public override string Name => "cohere.chat";

    /// <inheritdoc/>
    public override string Family => "cohere";

    /// <inheritdoc/>
    public override string Endpoint => "chat";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && (PathEnd.Is(path, "v2/chat") || PathEnd.Is(path, "v1/chat"));

    /// <summary>Under <c>/v1/chat</c> Writer speaks like OpenAI: only what has a <c>message</c> and not <c>messages</c> is Cohere's.</summary>
    public override bool Recognises(WireExchange exchange) => PathEnd.Is(exchange.Path, "v2/chat")
        || !(HasMessages(exchange.RequestBody) || LenientJson.Mentions(exchange.ResponseBody, "choices"u8));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(exchange.RequestBody, CohereConversation.Of);
        var answer = new CohereAnswer();
        var events = new AnswerEvents((_, root) => answer.Add(root));
        events.Read(exchange, request.Stream == true, () => answer.HasEnded);
        return answer.Complete(events.ToReading(request));
    }

    private static bool HasMessages(ReadOnlyMemory<byte> body)
    {
        var text = LenientJson.Trim(body).Span;
        var reader = new Utf8JsonReader(text[..Math.Min(text.Length, MaxLook)], isFinalBlock: false, new(new() { MaxDepth = LenientJson.MaxDepth }));
        try
        {
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("messages"u8))
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // What is not JSON has none.
        }

        return false;
    }
}
