using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the items of the Responses API, which are the same in requests and in answers.</summary>
/// <remarks>Items not known here are kept as their JSON, among them the calls of a shell or a patch that the client must answer in a form of their own.</remarks>
internal static class ResponsesItems
{
    /// <summary>The parts of an item.</summary>
    public static IReadOnlyList<ContentPart> PartsOf(JsonElement item) => item.Text("type"u8) switch
    {
        "message" => Message(item),
        null or "" when item.Member("content"u8) is not null => Message(item),
        "reasoning" => Reasoning(item),
        "function_call" => [new ToolCallPart(CallId(item), item.Text("name"u8) ?? "", ChatMessages.ArgumentsOf(item) ?? "")],
        "custom_tool_call" => [new ToolCallPart(CallId(item), item.Text("name"u8) ?? "", item.Text("input"u8) ?? "")],
        "function_call_output" or "custom_tool_call_output" => [ToolResult(item)],
        "image_generation_call" => [Image(item)],
        "web_search_call" or "x_search_call" or "file_search_call" or "code_interpreter_call" or "mcp_call" => OwnTool(item),
        _ => [new UnknownPart(item.AsJson())],
    };

    /// <summary>Whether an item is a search of the web that is billed: opening a page found, or looking in it, is not.</summary>
    public static bool IsWebSearch(JsonElement item) =>
        item.Says("type"u8, "web_search_call"u8) && (item.Member("action"u8) is not { } action || action.Says("type"u8, "search"u8));

    /// <summary>The id that ties a call to its result.</summary>
    public static string? CallId(JsonElement item) => item.Text("call_id"u8) ?? item.Text("id"u8);

    private static List<ContentPart> Message(JsonElement item)
    {
        var parts = new List<ContentPart>();
        if (item.Member("content"u8) is not { } content)
        {
            return parts;
        }

        parts.AddRange(ContentParts.Of(content));
        foreach (var part in item.Items("content"u8))
        {
            parts.AddRange(Citations.AnnotationsOf(part));
        }

        return parts;
    }

    // The summary is what most show; LM Studio, DeepSeek and others give the reasoning itself. What is only there encrypted is no part.
    private static List<ContentPart> Reasoning(JsonElement item)
    {
        var parts = new List<ContentPart>();
        foreach (var list in new[] { item.Items("summary"u8), item.Items("content"u8) })
        {
            foreach (var piece in list)
            {
                if (piece.Text("text"u8) is { Length: > 0 } text)
                {
                    parts.Add(new ReasoningPart(text));
                }
            }
        }

        return parts;
    }

    private static ToolResultPart ToolResult(JsonElement item)
    {
        var text = item.Member("output"u8) switch
        {
            { ValueKind: JsonValueKind.String } output => output.AsText()!,
            { } parts => string.Join('\n', ContentParts.Of(parts).OfType<TextPart>().Select(p => p.Text)),
            null => "",
        };
        return new(item.Text("call_id"u8), text);
    }

    // Run by the provider: what it was asked and, where it is told, what came out.
    private static List<ContentPart> OwnTool(JsonElement item)
    {
        var id = item.Text("id"u8);
        var name = item.Text("name"u8) ?? item.Text("type"u8)![..^"_call".Length];
        var asked = item.Member("arguments"u8) ?? item.Member("code"u8) ?? item.Member("action"u8) ?? item.Member("queries"u8);
        var parts = new List<ContentPart> { new ToolCallPart(id, name, asked is { } question ? question.AsText() ?? question.AsJson() : "") { ByProvider = true } };
        var result = item.Text("output"u8) ?? string.Join('\n', item.Items("outputs"u8).Select(o => o.Text("logs"u8)).OfType<string>());
        if (result.Length > 0)
        {
            parts.Add(new ToolResultPart(id, result));
        }

        return parts;
    }

    private static MediaPart Image(JsonElement item) => new(
        "image",
        item.Text("output_format"u8) is { Length: > 0 } format ? $"image/{format}" : null,
        null,
        ContentParts.DecodedLength(item.Member("result"u8)));
}
