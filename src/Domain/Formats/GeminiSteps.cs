using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the typed contents and steps of interactions, such as <c>{"type":"text","text":"…"}</c> and <c>{"type":"function_call","name":"…","arguments":{…}}</c>.</summary>
internal static class GeminiSteps
{
    /// <summary>The parts of a text, of one typed content, or of a list of them.</summary>
    public static IEnumerable<ContentPart> ContentOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.AsText() is { Length: > 0 } text ? [new TextPart(text)] : [],
        JsonValueKind.Array => content.EnumerateArray().SelectMany(ContentOf),
        JsonValueKind.Object => Of(content),
        _ => [],
    };

    /// <summary>What a tool call was given, as JSON or as the text it was sent in; null when nothing was.</summary>
    public static string? ArgumentsOf(JsonElement step) =>
        step.Member("arguments"u8) is { } arguments ? arguments.AsText() ?? arguments.AsJson() : null;

    private static IEnumerable<ContentPart> Of(JsonElement step)
    {
        var type = step.Text("type"u8) ?? "";
        switch (type)
        {
            case "text" or "input_text":
                return Text(step);
            case "thought":
                return step.Member("summary"u8) is { } summary ? ContentOf(summary).OfType<TextPart>().Select(t => new ReasoningPart(t.Text)) : [];
            case "user_input" or "model_output":
                return step.Member("content"u8) is { } content ? ContentOf(content) : [];
            case "image" or "audio" or "video" or "document":
                var media = step.Text("mime_type"u8);
                return [step.Member("data"u8) is { } data ? GeminiJson.Inline(media, data) : GeminiJson.At(media, step.Text("uri"u8))];
            case var call when call.EndsWith("_call", StringComparison.Ordinal):
                return [new ToolCallPart(step.Text("id"u8), step.Text("name"u8) ?? call[..^"_call".Length], ArgumentsOf(step) ?? "") { ByProvider = call != "function_call" }];
            case var result when result.EndsWith("_result", StringComparison.Ordinal):
                return Result(step);
            default:
                return [new UnknownPart(step.AsJson())];
        }
    }

    private static IEnumerable<ContentPart> Text(JsonElement content)
    {
        var text = content.Text("text"u8) ?? "";
        if (text.Length > 0)
        {
            yield return new TextPart(text);
        }

        foreach (var source in content.Items("annotations"u8))
        {
            yield return Source(source);
        }
    }

    /// <summary>A source an answer names.</summary>
    public static CitationPart Source(JsonElement source) =>
        new(source.Text("title"u8) ?? source.Text("name"u8), source.Text("url"u8) ?? source.Text("uri"u8) ?? source.Text("source"u8), null);

    private static List<ContentPart> Result(JsonElement step)
    {
        if (step.Member("result"u8) is not { } result)
        {
            return [];
        }

        List<ContentPart> found = [.. step.Items("result"u8).Where(r => r.Text("url"u8) is not null).Select(Source)];
        return found.Count > 0 ? found : [new ToolResultPart(step.Text("call_id"u8), result.AsText() ?? result.AsJson())];
    }
}
