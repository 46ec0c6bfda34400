using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads messages as OpenAI's and Ollama's chat APIs write them, in requests and in plain answers.</summary>
internal static class ChatMessages
{
    /// <summary>The <c>messages</c> of a request.</summary>
    public static IReadOnlyList<Message> Of(JsonElement request) => [.. request.Items("messages"u8).Select(m => Read(m, "user"))];

    /// <summary>One message.</summary>
    /// <param name="message">Its JSON.</param>
    /// <param name="role">The role when it names none.</param>
    public static Message Read(JsonElement message, string role)
    {
        role = message.Text("role"u8) is { Length: > 0 } named ? named : role;
        var parts = new List<ContentPart>();
        if (ReasoningOf(message) is { Length: > 0 } reasoning)
        {
            parts.Add(new ReasoningPart(reasoning));
        }

        if (role == "tool" && message.Member("content"u8) is { } result)
        {
            var call = message.Text("tool_call_id"u8) ?? message.Text("tool_name"u8);
            parts.Add(new ToolResultPart(call, result.AsText() ?? string.Join('\n', ContentParts.Of(result).OfType<TextPart>().Select(p => p.Text))));
        }
        else if (message.Member("content"u8) is { } content)
        {
            parts.AddRange(ContentParts.Of(content));
        }

        if (message.Text("refusal"u8) is { Length: > 0 } refusal)
        {
            parts.Add(new RefusalPart(refusal));
        }

        parts.AddRange(message.Items("images"u8).Select(ContentParts.OllamaImage));
        if (message.Member("audio"u8) is { ValueKind: JsonValueKind.Object } audio)
        {
            parts.AddRange(ContentParts.SpokenAnswer(audio));
        }

        parts.AddRange(ToolCallsOf(message));
        return new(role, parts);
    }

    /// <summary>The reasoning text of a message or a delta, under the names providers use; null when there is none.</summary>
    public static string? ReasoningOf(JsonElement message) =>
        message.Text("reasoning_content"u8) ?? message.Text("reasoning"u8) ?? message.Text("thinking"u8);

    /// <summary>A call in the member that <c>tool_calls</c> replaced; null when there is none or it is an empty shell.</summary>
    public static JsonElement? LegacyCallOf(JsonElement message) =>
        message.Member("function_call"u8) is { } call && (call.Text("name"u8) is { Length: > 0 } || ArgumentsOf(call) is { Length: > 0 }) ? call : null;

    private static IEnumerable<ContentPart> ToolCallsOf(JsonElement message)
    {
        foreach (var call in message.Items("tool_calls"u8))
        {
            yield return ToolCall(call.Text("id"u8), call.Member("function"u8) ?? call.Member("custom"u8) ?? call);
        }

        if (LegacyCallOf(message) is { } legacy)
        {
            yield return ToolCall(null, legacy);
        }
    }

    private static ToolCallPart ToolCall(string? id, JsonElement function) => new(id, function.Text("name"u8) ?? "", ArgumentsOf(function) ?? "");

    /// <summary>A tool call's arguments: OpenAI writes them as text, Ollama as an object; null when absent.</summary>
    public static string? ArgumentsOf(JsonElement function) =>
        (function.Member("arguments"u8) ?? function.Member("input"u8)) is { } arguments ? arguments.AsText() ?? arguments.AsJson() : null;
}
