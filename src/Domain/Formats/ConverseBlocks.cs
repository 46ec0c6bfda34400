using System.Text;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the content blocks of Bedrock's Converse and of Nova's own API: objects whose one member says what they are.</summary>
internal static class ConverseBlocks
{
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

    /// <summary>The parts of a content: a list of blocks.</summary>
    public static IReadOnlyList<ContentPart> Of(JsonElement content)
    {
        var parts = new List<ContentPart>();
        if (content.AsText() is { Length: > 0 } plain)
        {
            parts.Add(new TextPart(plain));
        }
        else if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var block in content.EnumerateArray())
            {
                AddBlock(parts, block);
            }
        }

        return parts;
    }

    /// <summary>The call that a block or its start makes.</summary>
    public static ToolCallPart ToolCall(JsonElement call) =>
        new(call.Text("toolUseId"u8), call.Text("name"u8) ?? "", ChatMessages.ArgumentsOf(call) ?? "");

    /// <summary>A citation of a text.</summary>
    public static CitationPart Citation(JsonElement citation)
    {
        var url = citation.Member("location"u8)?.Member("web"u8)?.Text("url"u8) ?? citation.Text("source"u8);
        return new(citation.Text("title"u8), StoredText.Of(url, StoredText.MaxSentence), TextOf(citation, "sourceContent"u8));
    }

    private static void AddBlock(List<ContentPart> parts, JsonElement block)
    {
        if (block.Text("text"u8) is { } text)
        {
            parts.Add(new TextPart(text));
        }
        else if (block.Member("toolUse"u8) is { } call)
        {
            parts.Add(ToolCall(call));
        }
        else if (block.Member("toolResult"u8) is { } result)
        {
            AddResult(parts, result);
        }
        else if (block.Member("reasoningContent"u8)?.Member("reasoningText"u8) is { } reasoning)
        {
            parts.Add(new ReasoningPart(reasoning.Text("text"u8) ?? ""));
        }
        else if (block.Member("citationsContent"u8) is { } cited)
        {
            parts.Add(new TextPart(TextOf(cited, "content"u8) ?? ""));
            foreach (var citation in cited.Items("citations"u8))
            {
                parts.Add(Citation(citation));
            }
        }
        else if (block.Member("guardContent"u8)?.Member("text"u8)?.Text("text"u8) is { } guarded)
        {
            parts.Add(new TextPart(guarded));
        }

        // A cache point only marks a place.
        else if (MediaOf(block) is { } media)
        {
            parts.Add(media);
        }
        else if (block.Member("cachePoint"u8) is null)
        {
            parts.Add(new UnknownPart(block.AsJson()));
        }
    }

    private static MediaPart? MediaOf(JsonElement block)
    {
        var (kind, media) = block.Member("image"u8) is { } image ? ("image", image)
            : block.Member("audio"u8) is { } audio ? ("audio", audio)
            : (block.Member("document"u8) ?? block.Member("video"u8)) is { } file ? ("file", file)
            : ("", default);
        if (media.Member("source"u8) is not { } source)
        {
            return null;
        }

        var format = media.Text("format"u8);
        var type = format is null ? null : $"{(kind == "file" ? block.Member("video"u8) is null ? "application" : "video" : kind)}/{format}";
        var address = source.Member("s3Location"u8)?.Text("uri"u8);
        return new(kind, type, StoredText.Of(address, StoredText.MaxSentence), source.Text("bytes"u8) is { } bytes ? ContentParts.DecodedLength(bytes) : null);
    }

    // The text of a result is one part; its images and documents follow it.
    private static void AddResult(List<ContentPart> parts, JsonElement result)
    {
        var text = new StringBuilder();
        var media = new List<ContentPart>();
        foreach (var block in result.Items("content"u8))
        {
            if (MediaOf(block) is { } attached)
            {
                media.Add(attached);
                continue;
            }

            text.Append(text.Length > 0 ? "\n" : "").Append(block.Text("text"u8) ?? (block.Member("json"u8) ?? block).AsJson());
        }

        parts.Add(new ToolResultPart(result.Text("toolUseId"u8), text.ToString()));
        parts.AddRange(media);
    }

    private static string? TextOf(JsonElement holder, ReadOnlySpan<byte> name)
    {
        StringBuilder? text = null;
        foreach (var piece in holder.Items(name))
        {
            (text ??= new()).Append(piece.Text("text"u8));
        }

        return text?.ToString();
    }
}
