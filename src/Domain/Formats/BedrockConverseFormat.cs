using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Bedrock's Converse, plain and as a binary event stream; the model is in the path only.</summary>
/// <remarks>Held against recorded traffic of 2026; the provider describes it at docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.</remarks>
public sealed class BedrockConverseFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "bedrock.converse";

    /// <inheritdoc/>
    public override string Family => "bedrock";

    /// <inheritdoc/>
    public override string Endpoint => "chat";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathModel.OfBedrock(path) is not null
        && PathEnd.Last(path) is "converse" or "converse-stream";

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(exchange.RequestBody, ConverseBlocks.Conversation);
        var answer = new ConverseAnswer();

        // A plain answer has its members where a stream has events of their own.
        var events = new AnswerEvents((name, root) => name == "message" ? answer.Add(root) : answer.Add(name, root));
        events.Read(exchange, PathEnd.Last(exchange.Path) == "converse-stream", () => answer.HasEnded);
        var reading = answer.Complete(events.ToReading(request, PathModel.OfBedrock(exchange.Path)));
        return BedrockError.Complete(exchange, reading);
    }
}
