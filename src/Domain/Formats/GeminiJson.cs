using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>What Google's JSON has of its own: names in two spellings, and media with their bytes inline.</summary>
internal static class GeminiJson
{
    /// <summary>The member under its JSON name or, as clients may also write it, its protobuf name: <c>inlineData</c>, <c>inline_data</c>.</summary>
    public static JsonElement? Either(this JsonElement element, ReadOnlySpan<byte> camel, ReadOnlySpan<byte> snake) =>
        element.Member(camel) ?? element.Member(snake);

    /// <summary>Bytes that are inline as base64, by their length.</summary>
    /// <param name="type">Their media type; null when it was not said.</param>
    /// <param name="data">The text; null when it is missing.</param>
    public static MediaPart Inline(string? type, JsonElement? data)
    {
        long? length = data is { ValueKind: JsonValueKind.String } text
            ? System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(text)[1..^1].TrimEnd((byte)'=').Length * 3L / 4
            : null;
        return new(KindOf(type), type, null, length);
    }

    /// <summary>Media by reference.</summary>
    public static MediaPart At(string? type, string? url) => new(KindOf(type), type, StoredText.Of(url, StoredText.MaxSentence), null);

    private static string KindOf(string? type) =>
        type?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true ? "image"
        : type?.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) == true ? "audio"
        : "file";
}
