using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Cohere's text generation, from before its chat.</summary>
public sealed class CohereGenerateFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "cohere.generate";

    /// <inheritdoc/>
    public override string Family => "cohere";

    /// <inheritdoc/>
    public override string Endpoint => "completions";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "v1/generate");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => TextAnswer.Read(exchange, AddTo);

    /// <summary>Adds an answer or a piece of one (<c>{"text":"Three","is_finished":false}</c>); what it brought.</summary>
    internal static Generated AddTo(TextAnswer answer, JsonElement root)
    {
        // The last piece of a stream repeats all of it.
        var whole = root.Member("response"u8) ?? root;
        answer.Id ??= whole.Text("id"u8);
        answer.Usage = whole.Member("meta"u8) is { } meta ? CohereUsage.Of(meta) ?? answer.Usage : answer.Usage;
        answer.FinishReason = root.Text("finish_reason"u8) ?? answer.FinishReason;
        var brought = answer.AddText(root.Text("text"u8), root.Count("index"u8) ?? 0);
        var first = answer.IsEmpty;
        var choice = 0;
        foreach (var generation in whole.Items("generations"u8))
        {
            answer.FinishReason ??= generation.Text("finish_reason"u8);
            brought |= first ? answer.AddText(generation.Text("text"u8), choice++) : Generated.Nothing;
        }

        return brought;
    }
}
