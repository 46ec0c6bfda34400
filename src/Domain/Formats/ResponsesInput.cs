using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the request of the Responses API: instructions, and a text or a list of items.</summary>
internal static class ResponsesInput
{
    /// <summary>The messages of a request. What the provider keeps (<c>previous_response_id</c>, <c>conversation</c>) is not among them.</summary>
    public static IReadOnlyList<Message> Of(JsonElement request)
    {
        var messages = new List<Message>();
        if (request.Text("instructions"u8) is { Length: > 0 } instructions)
        {
            messages.Add(new("system", [new TextPart(instructions)]));
        }

        if (request.Text("input"u8) is { Length: > 0 } text)
        {
            messages.Add(new("user", [new TextPart(text)]));
        }

        foreach (var item in request.Items("input"u8))
        {
            // Reasoning that is only there encrypted leaves nothing to show.
            if (ResponsesItems.PartsOf(item) is { Count: > 0 } parts)
            {
                messages.Add(new(RoleOf(item), parts));
            }
        }

        return messages;
    }

    private static string RoleOf(JsonElement item)
    {
        if (item.Text("role"u8) is { Length: > 0 } role)
        {
            return role;
        }

        var type = item.Text("type"u8) ?? "";
        return type.EndsWith("_output", StringComparison.Ordinal) ? "tool"
            : type.EndsWith("_call", StringComparison.Ordinal) || type is "reasoning" or "message" ? "assistant"
            : "user";
    }
}
