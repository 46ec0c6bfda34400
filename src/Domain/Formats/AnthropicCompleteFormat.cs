using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Anthropic's text completions, from before messages; they never say what they used.</summary>
public sealed class AnthropicCompleteFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "anthropic.complete";

    /// <inheritdoc/>
    public override string Family => "anthropic";

    /// <inheritdoc/>
    public override string Endpoint => "completions";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "v1/complete");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => TextAnswer.Read(exchange, AddTo);

    /// <summary>Adds a completion or a piece of one; what it brought.</summary>
    internal static Generated AddTo(TextAnswer answer, JsonElement root)
    {
        answer.Model = root.Text("model"u8) ?? answer.Model;
        answer.Id ??= root.Text("id"u8);
        answer.FinishReason = root.Text("stop_reason"u8) ?? answer.FinishReason;
        return answer.AddText(root.Text("completion"u8), 0);
    }
}
