using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>OpenAI's legacy text completions, which local servers still speak.</summary>
public sealed class OpenAiCompletionsFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openai.completions";

    /// <inheritdoc/>
    public override string Family => "openai";

    /// <inheritdoc/>
    public override string Endpoint => "completions";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) =>
        method == "POST" && PathEnd.Is(path, "completions") && !PathEnd.Is(path, "chat/completions");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => OpenAiAnswer.Read(
        exchange,
        RequestBody.Read(exchange, request => Prompts.Of(request, "prompt"u8)),
        (draft, choice) => draft.AddText(choice.Text("text"u8)));
}
