using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Cohere's chat: version 2 (plain and named events) and version 1 (plain and one JSON object a line).</summary>
/// <remarks>Held against recorded traffic of 2026; the provider describes it at docs.cohere.com/reference/chat and /reference/chat-v1.</remarks>
public sealed class CohereChatFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "cohere.chat";

    /// <inheritdoc/>
    public override string Family => "cohere";

    /// <inheritdoc/>
    public override string Endpoint => "chat";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && (PathEnd.Is(path, "v2/chat") || PathEnd.Is(path, "v1/chat"));

    /// <inheritdoc/>
    /// <remarks>Under <c>/v1/chat</c> Writer speaks like OpenAI, with <c>messages</c> and <c>choices</c>.</remarks>
    public override bool Recognises(WireExchange exchange) =>
        PathEnd.Is(exchange.Path, "v2/chat")
        || !(LenientJson.StartsWithMember(exchange.RequestBody, "messages"u8) || LenientJson.StartsWithMember(exchange.ResponseBody, "choices"u8));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(exchange.RequestBody, CohereConversation.Of);
        var answer = new CohereAnswer();
        var events = new AnswerEvents((_, root) => answer.Add(root));
        events.Read(exchange, request.Stream == true, () => answer.HasEnded);
        return answer.Complete(events.ToReading(request));
    }
}
