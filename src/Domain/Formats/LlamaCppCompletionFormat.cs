using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>llama.cpp's own <c>/completion</c>: a prompt goes on as text, plain or as events that end with one that says <c>"stop":true</c>.</summary>
/// <remarks>Source: the fields of its server (tools/server of llama.cpp 00dc805, 2026); its counts and times are in the answer itself.</remarks>
public sealed class LlamaCppCompletionFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "llamacpp.completion";

    /// <inheritdoc/>
    public override string Family => "llamacpp";

    /// <inheritdoc/>
    public override string Endpoint => "completions";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method == "POST" && PathEnd.Is(path, "completion");

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange)
    {
        ProviderTimings? timings = null;
        var reading = TextAnswer.Read(exchange, (answer, root) =>
        {
            timings = OpenAiTimings.In(root, usage: null) ?? timings;
            return AddTo(answer, root);
        });
        return reading with { ProviderTimings = timings };
    }

    private static Generated AddTo(TextAnswer answer, JsonElement root)
    {
        answer.Model = root.TextOr("model"u8, answer.Model);

        // Running counts in every event: the last one's are the answer's. tokens_evaluated counts the cached part of the prompt too.
        if (root.Count("tokens_predicted"u8) is { } output)
        {
            answer.Usage = new(root.Count("tokens_evaluated"u8), root.Member("timings"u8)?.Count("cache_n"u8), Output: output);
        }

        if (root.Flag("stop"u8) == true)
        {
            answer.FinishReason = root.TextOr("stop_type"u8, "stop");
        }

        return answer.AddText(root.Text("content"u8), root.Count("index"u8) ?? 0);
    }
}
