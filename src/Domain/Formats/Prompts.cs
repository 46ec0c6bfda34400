using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads input that is not a conversation: a prompt, or a list of texts to embed.</summary>
internal static class Prompts
{
    /// <summary>One user message with a part for each text of the member <paramref name="name"/>; none when it is missing or empty.</summary>
    public static IReadOnlyList<Message> Of(JsonElement request, ReadOnlySpan<byte> name)
    {
        ContentPart[] parts = request.Member(name) switch
        {
            { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String) =>
                [.. list.EnumerateArray().Select(i => new TextPart(i.AsText()!))],

            // Token numbers, or typed parts of a multimodal input.
            { ValueKind: JsonValueKind.Array } list => [new UnknownPart(list.AsJson())],
            { } content => [.. ContentParts.Of(content)],
            null => [],
        };
        return parts.Length > 0 ? [new("user", parts)] : [];
    }
}
