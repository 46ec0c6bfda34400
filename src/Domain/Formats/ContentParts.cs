using System.Runtime.InteropServices;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the content of a message: a text, or a list of typed parts.</summary>
internal static class ContentParts
{
    /// <summary>The parts of <paramref name="content"/>; a text is one part, an empty one none.</summary>
    public static IEnumerable<ContentPart> Of(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.AsText() is { Length: > 0 } text ? [new TextPart(text)] : [],
        JsonValueKind.Array => content.EnumerateArray().Select(Part),
        JsonValueKind.Object => [Part(content)],
        _ => [],
    };

    /// <summary>An image of Ollama's: bare base64.</summary>
    public static ContentPart OllamaImage(JsonElement image) =>
        new MediaPart("image", null, null, DecodedLength(image));

    /// <summary>A spoken answer: its transcript, and the sound by its length.</summary>
    public static IEnumerable<ContentPart> SpokenAnswer(JsonElement audio)
    {
        if (audio.Text("transcript"u8) is { Length: > 0 } transcript)
        {
            yield return new TextPart(transcript);
        }

        yield return new MediaPart("audio", null, null, DecodedLength(audio.Member("data"u8)));
    }

    /// <summary>Length in bytes of base64 text; null when <paramref name="base64"/> is none.</summary>
    public static long? DecodedLength(JsonElement? base64) =>
        base64 is { ValueKind: JsonValueKind.String } text ? JsonMarshal.GetRawUtf8Value(text)[1..^1].TrimEnd((byte)'=').Length * 3L / 4 : null;

    private static ContentPart Part(JsonElement part)
    {
        if (part.AsText() is { } plain)
        {
            return new TextPart(plain);
        }

        return part.Text("type"u8) switch
        {
            "text" or "input_text" or "output_text" => new TextPart(part.Text("text"u8) ?? ""),
            "refusal" => new RefusalPart(part.Text("refusal"u8) ?? ""),
            "thinking" or "reasoning" => new ReasoningPart(Thinking(part)),
            "image_url" or "input_image" => Media("image", Url(part, "image_url"u8) ?? part.Text("file_id"u8)),
            "input_audio" => Media("audio", part.Member("input_audio"u8)?.Text("data"u8), part.Member("input_audio"u8)?.Text("format"u8)),
            "audio_url" => Media("audio", Url(part, "audio_url"u8)),
            "video_url" => Media("file", Url(part, "video_url"u8)),
            "file" => File(part.Member("file"u8) ?? part),
            "input_file" => File(part),
            "summary_text" or "reasoning_text" => new ReasoningPart(part.Text("text"u8) ?? ""),
            _ => new UnknownPart(part.AsJson()),
        };
    }

    private static MediaPart File(JsonElement file) =>
        Media("file", file.Text("file_data"u8) ?? file.Text("file_url"u8) ?? file.Text("file_id"u8));

    // Mistral nests the thinking as a list of text parts.
    private static string Thinking(JsonElement part) =>
        part.Text("thinking"u8) ?? part.Text("text"u8)
        ?? string.Concat(part.Items("thinking"u8).Select(t => t.AsText() ?? t.Text("text"u8)));

    private static string? Url(JsonElement part, ReadOnlySpan<byte> name) => part.Member(name) is { } url ? url.AsText() ?? url.Text("url"u8) : null;

    private static MediaPart Media(string kind, string? source, string? format = null)
    {
        var type = format is null ? null : $"{kind}/{format}";
        if (source is null)
        {
            return new(kind, type, null, null);
        }

        if (format is not null)
        {
            return new(kind, type, null, DecodedLength(source));
        }

        var comma = source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? source.IndexOf(',', StringComparison.Ordinal) : -1;
        if (comma < 0)
        {
            return new(kind, type, StoredText.Required(source, StoredText.MaxSentence), null);
        }

        var mediaType = source[5..comma].Split(';')[0];
        return new(kind, mediaType.Length > 0 ? mediaType : null, null, DecodedLength(source.AsSpan(comma + 1)));
    }

    /// <summary>Length in bytes of what a base64 text stands for.</summary>
    public static long DecodedLength(ReadOnlySpan<char> base64)
    {
        var digits = base64.TrimEnd('=').Length;
        return digits * 3L / 4;
    }
}
