using System.Text;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the content blocks of Anthropic's messages, in requests and in answers.</summary>
internal static class AnthropicBlocks
{
    private const string ToolResult = "_tool_result";

    /// <summary>The messages of a request, its system prompt first.</summary>
    public static IReadOnlyList<Message> Conversation(JsonElement request)
    {
        var messages = new List<Message>();
        if (request.Member("system"u8) is { } system && Of(system) is { Count: > 0 } instructions)
        {
            messages.Add(new("system", instructions));
        }

        foreach (var message in request.Items("messages"u8))
        {
            messages.Add(new(message.Text("role"u8) ?? "user", message.Member("content"u8) is { } content ? Of(content) : []));
        }

        return messages;
    }

    /// <summary>The parts of a content: a text, or a list of blocks.</summary>
    public static IReadOnlyList<ContentPart> Of(JsonElement content)
    {
        var parts = new List<ContentPart>();
        if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var block in content.EnumerateArray())
            {
                AddBlock(parts, block);
            }
        }
        else if (content.ValueKind != JsonValueKind.Null)
        {
            AddBlock(parts, content);
        }

        return parts;
    }

    /// <summary>A citation of a text block.</summary>
    public static CitationPart Citation(JsonElement citation) => new(
        citation.Text("title"u8) ?? citation.Text("document_title"u8),
        StoredText.Of(citation.Text("url"u8) ?? citation.Text("source"u8) ?? citation.Text("file_id"u8), StoredText.MaxSentence),
        citation.Text("cited_text"u8));

    private static void AddBlock(List<ContentPart> parts, JsonElement block)
    {
        if (block.AsText() is { } plain)
        {
            AddText(parts, plain);
            return;
        }

        switch (block.Text("type"u8))
        {
            case "text":
                AddText(parts, block.Text("text"u8));
                foreach (var citation in block.Items("citations"u8))
                {
                    parts.Add(Citation(citation));
                }

                break;

            // A compaction is a summary that the model writes for itself to go on from.
            case "thinking" or "compaction":
                parts.Add(new ReasoningPart(block.Text("thinking"u8) ?? block.Text("content"u8) ?? ""));
                break;
            case "tool_use" or "server_tool_use" or "mcp_tool_use":
                parts.Add(new ToolCallPart(block.Text("id"u8), block.Text("name"u8) ?? "", ChatMessages.ArgumentsOf(block) ?? "")
                {
                    ByProvider = !block.Says("type"u8, "tool_use"u8),
                });
                break;
            case "web_search_result" or "search_result":
                parts.Add(Citation(block));
                break;
            case "image":
                AddMedia(parts, "image", block);
                break;
            case "document" or "container_upload":
                AddMedia(parts, "file", block);
                break;
            case { } type when type == ToolResult[1..] || type.EndsWith(ToolResult, StringComparison.Ordinal):
                AddResult(parts, block);
                break;
            default:
                parts.Add(new UnknownPart(block.AsJson()));
                break;
        }
    }

    private static void AddText(List<ContentPart> parts, string? text)
    {
        if (text is { Length: > 0 })
        {
            parts.Add(new TextPart(text));
        }
    }

    // The text of a result is one part; its images and documents follow it.
    private static void AddResult(List<ContentPart> parts, JsonElement block)
    {
        var call = block.Text("tool_use_id"u8);
        if (block.Member("content"u8) is not { } content)
        {
            parts.Add(new ToolResultPart(call, ""));
            return;
        }

        var text = new StringBuilder();
        var media = new List<ContentPart>();
        foreach (var part in content.AsText() is { } plain ? [new TextPart(plain)] : Of(content))
        {
            if (part is MediaPart)
            {
                media.Add(part);
                continue;
            }

            text.Append(text.Length > 0 ? "\n" : "").Append(part switch
            {
                TextPart words => words.Text,
                CitationPart found => $"{found.Title} {found.Url}",
                UnknownPart unknown => unknown.Json,
                _ => "",
            });
        }

        parts.Add(new ToolResultPart(call, text.ToString()));
        parts.AddRange(media);
    }

    private static void AddMedia(List<ContentPart> parts, string kind, JsonElement block)
    {
        var source = block.Member("source"u8) ?? block;
        if (source.Member("content"u8) is { } content)
        {
            parts.AddRange(Of(content));
            return;
        }

        var address = source.Text("url"u8) ?? source.Text("file_id"u8);
        var type = source.Text("media_type"u8);
        long? bytes = source.Text("data"u8) is not { } data ? null
            : source.Text("type"u8) == "text" ? Encoding.UTF8.GetByteCount(data)
            : ContentParts.DecodedLength(data);
        parts.Add(new MediaPart(kind, type, StoredText.Of(address, StoredText.MaxSentence), bytes));
    }
}
