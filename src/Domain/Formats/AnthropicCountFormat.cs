using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Anthropic's count of the tokens a message would have: a number to show, not one that was spent.</summary>
public sealed class AnthropicCountFormat : ProviderFormat
{
    /// <summary>What Vertex AI has in the place of the model when it counts.</summary>
    internal const string VertexModel = "count-tokens";

    /// <inheritdoc/>
    public override string Name => "anthropic.count";

    /// <inheritdoc/>
    public override string Family => "anthropic";

    /// <inheritdoc/>
    public override string Endpoint => "count";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST"
        && (PathEnd.Is(path, "messages/count_tokens") || PathEnd.Is(path, "api/message/count_tokens")
            || (path.Contains("/publishers/anthropic/", StringComparison.Ordinal) && PathModel.OfVertex(path) == VertexModel));

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) =>
        CountAnswer.Read(exchange, RequestBody.Read(exchange.RequestBody, AnthropicBlocks.Conversation), "input_tokens"u8, null);
}
