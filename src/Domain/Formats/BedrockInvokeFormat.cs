using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Bedrock's invocation of a model in that model's own words, plain and as a binary event stream; the model is in the path only.</summary>
/// <remarks>
/// Whose words they are is told by their looks. A message of the stream is <c>{"bytes":"&lt;base64 of the model's own event&gt;","p":"padding"}</c>.
/// Held against recorded traffic of 2026; the provider describes it at docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html.
/// </remarks>
public sealed class BedrockInvokeFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "bedrock.invoke";

    /// <inheritdoc/>
    public override string Family => "bedrock";

    /// <inheritdoc/>
    public override string Endpoint => "invoke";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathModel.OfBedrock(path) is not null
        && PathEnd.Last(path) is "invoke" or "invoke-with-response-stream";

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(exchange.RequestBody, InputOf);
        var answer = new BedrockInvokeAnswer();
        var events = new AnswerEvents((_, root) => answer.Add(root));
        events.Read(exchange, PathEnd.Last(exchange.Path) == "invoke-with-response-stream", () => answer.HasEnded);
        var reading = answer.Complete(exchange, events.ToReading(request, PathModel.OfBedrock(exchange.Path)));
        return BedrockError.Complete(exchange, reading);
    }

    private static IReadOnlyList<Message> InputOf(JsonElement request)
    {
        if (request.Member("anthropic_version"u8) is not null)
        {
            return AnthropicBlocks.Conversation(request);
        }

        if (request.Member("messages"u8) is { ValueKind: JsonValueKind.Array } messages)
        {
            // Nova's content is a list of blocks without a type.
            var typed = true;
            foreach (var message in messages.EnumerateArray())
            {
                foreach (var block in message.Items("content"u8))
                {
                    typed &= block.Text("type"u8) is not null;
                }
            }

            return typed ? ChatMessages.Of(request) : ConverseBlocks.Conversation(request);
        }

        return Prompts.Of(request, "prompt"u8) is { Count: > 0 } prompt ? prompt
            : Prompts.Of(request, "inputText"u8) is { Count: > 0 } text ? text
            : CohereConversation.Of(request) is { Count: > 0 } chat ? chat
            : CohereEmbedFormat.InputOf(request) is { Count: > 0 } texts ? texts
            : CohereRerankFormat.InputOf(request);
    }
}
