using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Anthropic's messages: at Anthropic, at Vertex AI (which names the model in the path), and wherever else <c>/v1/messages</c> is served.</summary>
/// <remarks>
/// A stream is named events, without <c>[DONE]</c>:
/// <code>
/// event: content_block_delta
/// data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Three"}}
/// </code>
/// Held against recorded traffic of 2026; the provider describes it at docs.claude.com/en/api/messages-streaming.
/// </remarks>
public sealed class AnthropicMessagesFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "anthropic.messages";

    /// <inheritdoc/>
    public override string Family => "anthropic";

    /// <inheritdoc/>
    public override string Endpoint => "chat";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST"
        && (IsMessages(path) || (IsVertex(path) && PathModel.OfVertex(path) != AnthropicCountFormat.VertexModel));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(exchange.RequestBody, AnthropicBlocks.Conversation);
        var answer = new AnthropicAnswer();
        var events = new AnswerEvents((_, root) => answer.Add(root));
        events.Read(exchange, request.Stream ?? exchange.Path.EndsWith(":streamRawPredict", StringComparison.Ordinal), () => answer.HasEnded);
        var reading = answer.Complete(events.ToReading(request, PathModel.OfVertex(exchange.Path)));
        return reading with { StatedCost = reading.StatedCost ?? StatedCosts.In(exchange) };
    }

    // Open WebUI has one of its own; OpenAI's assistants have messages too, in threads.
    private static bool IsMessages(string path) =>
        PathEnd.Is(path, "api/message") || (PathEnd.Is(path, "messages") && !path.Contains("/threads/", StringComparison.Ordinal));

    private static bool IsVertex(string path) => path.Contains("/publishers/anthropic/models/", StringComparison.Ordinal)
        && (path.EndsWith(":rawPredict", StringComparison.Ordinal) || path.EndsWith(":streamRawPredict", StringComparison.Ordinal));
}
