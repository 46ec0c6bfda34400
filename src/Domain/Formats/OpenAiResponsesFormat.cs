using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>
/// OpenAI's Responses, as OpenAI, Azure, xAI, DeepSeek, OpenRouter, LM Studio and others speak them: an answer made, a context compacted;
/// and what is no spend of its own: an answer read again or cancelled, and the tokens of an input counted.
/// </summary>
/// <remarks>
/// An answer made in the background tells its usage only when it is read again. Which of the readings came first is not in
/// any one exchange, so none of them is summed.
/// </remarks>
public sealed class OpenAiResponsesFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openai.responses";

    /// <inheritdoc/>
    public override string Family => "openai";

    /// <inheritdoc/>
    public override string Endpoint => "responses";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method switch
    {
        "POST" => IsSpend(path) || PathEnd.Is(path, "responses/input_tokens") || (PathEnd.Is(path, "cancel") && PathEnd.IsOneOf(PathEnd.Parent(path), "responses")),
        "GET" => PathEnd.IsOneOf(path, "responses"),
        _ => false,
    };

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) =>
        ResponsesAnswer.Read(exchange, RequestBody.Read(exchange, ResponsesInput.Of)) with
        {
            IsSpend = exchange.Method == "POST" && IsSpend(exchange.Path),
        };

    private static bool IsSpend(string path) => PathEnd.Is(path, "responses") || PathEnd.Is(path, "responses/compact");
}
