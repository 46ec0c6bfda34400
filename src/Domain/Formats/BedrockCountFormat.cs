using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Bedrock's count of the tokens a call would take: a number to show, not one that was spent.</summary>
public sealed class BedrockCountFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "bedrock.count";

    /// <inheritdoc/>
    public override string Family => "bedrock";

    /// <inheritdoc/>
    public override string Endpoint => "count";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) =>
        method == "POST" && PathEnd.Last(path) == "count-tokens" && PathModel.OfBedrock(path) is not null;

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        var request = RequestBody.Read(
            exchange.RequestBody, root => root.Member("input"u8)?.Member("converse"u8) is { } call ? ConverseBlocks.Conversation(call) : []);
        return BedrockError.Complete(exchange, CountAnswer.Read(exchange, request, "inputTokens"u8, PathModel.OfBedrock(exchange.Path)));
    }
}
