using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the messages of a request to Cohere's chat: version 2's are like OpenAI's, version 1 has the newest one apart.</summary>
internal static class CohereConversation
{
    /// <summary>The messages, oldest first.</summary>
    public static IReadOnlyList<Message> Of(JsonElement request)
    {
        var messages = new List<Message>();
        foreach (var message in request.Items("messages"u8))
        {
            messages.Add(message.Text("role"u8) == "tool" ? ToolResult(message) : ChatMessages.Read(message, "user"));
        }

        if (request.Text("preamble"u8) is { Length: > 0 } preamble)
        {
            messages.Add(new("system", [new TextPart(preamble)]));
        }

        foreach (var message in request.Items("chat_history"u8))
        {
            messages.Add(new(message.Text("role"u8) ?? "USER", [new TextPart(message.Text("message"u8) ?? "")]));
        }

        if (request.Text("message"u8) is { Length: > 0 } newest)
        {
            messages.Add(new("user", [new TextPart(newest)]));
        }

        foreach (var result in request.Items("tool_results"u8))
        {
            messages.Add(new("tool", [new ToolResultPart(result.Member("call"u8)?.Text("name"u8), (result.Member("outputs"u8) ?? result).AsJson())]));
        }

        return messages;
    }

    // The answer of a tool is a text, or a list of texts and documents.
    private static Message ToolResult(JsonElement message)
    {
        var texts = new List<string>();
        if (message.Text("content"u8) is { } plain)
        {
            texts.Add(plain);
        }

        foreach (var part in message.Items("content"u8))
        {
            var document = part.Member("document"u8);
            texts.Add(part.Text("text"u8) ?? document?.Text("data"u8) ?? (document?.Member("data"u8) ?? part).AsJson());
        }

        return new("tool", [new ToolResultPart(message.Text("tool_call_id"u8), string.Join('\n', texts))]);
    }
}
