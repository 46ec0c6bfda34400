using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Observability.Domain.Prompts;

/// <summary>Cuts JSON into the strings that have placeholders and what is between them.</summary>
internal static class JsonPieces
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The pieces of a JSON text; put together again they are that text.</summary>
    public static (List<TemplatePiece> Pieces, TemplateProblem? Problem) Read(string source)
    {
        var pieces = new List<TemplatePiece>();
        try
        {
            var bytes = Strict.GetBytes(source);
            var problem = Walk(bytes, (text, said) =>
            {
                if (text is null)
                {
                    pieces.Add(new(said, []));
                    return null;
                }

                var (segments, wrong) = TemplateScanner.Read(text);
                pieces.Add(new(null, segments));
                return wrong;
            });
            return problem is null ? (pieces, null) : ([], problem);
        }
        catch (Exception e) when (e is JsonException or EncoderFallbackException or InvalidOperationException)
        {
            // InvalidOperation: an escaped half of a surrogate pair stands in a string with placeholders.
            return ([], new(TemplateProblemKind.NotJson, e.Message, null));
        }
    }

    /// <summary>The JSON whose strings say word for word what those of <paramref name="json"/> say; null when it is no JSON.</summary>
    public static string? Escape(string json)
    {
        var escaped = new StringBuilder(json.Length);
        try
        {
            Walk(Strict.GetBytes(json), (text, said) =>
            {
                escaped.Append(text is null ? said : Quote(TemplateScanner.Escape(text)));
                return null;
            });
            return escaped.ToString();
        }
        catch (Exception e) when (e is JsonException or EncoderFallbackException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A text as a JSON string. Halves of surrogate pairs, which JSON cannot carry, become U+FFFD.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), Plain);

    /// <summary>Whether a text is one JSON value, and of which kind; <see cref="JsonValueKind.Undefined"/> when it is none.</summary>
    public static JsonValueKind KindOf(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(Strict.GetBytes(text));
            return document.RootElement.ValueKind;
        }
        catch (Exception e) when (e is JsonException or EncoderFallbackException)
        {
            return JsonValueKind.Undefined;
        }
    }

    // Tells each stretch of source, and each string with braces as the text it says; stops where something is wrong with one.
    private static TemplateProblem? Walk(byte[] bytes, Func<string?, string, TemplateProblem?> tell)
    {
        var reader = new Utf8JsonReader(bytes);
        var from = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.String || !MayHavePlaceholders(reader) || reader.GetString() is not { } text || !text.Contains("{{", StringComparison.Ordinal))
            {
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            tell(null, Encoding.UTF8.GetString(bytes, from, start - from));
            from = (int)reader.BytesConsumed;
            if (tell(text, "") is { } problem)
            {
                return problem with { At = Encoding.UTF8.GetCharCount(bytes, 0, start) };
            }
        }

        tell(null, Encoding.UTF8.GetString(bytes, from, bytes.Length - from));
        return null;
    }

    private static bool MayHavePlaceholders(Utf8JsonReader reader) =>
        reader.ValueSpan.IndexOf("{{"u8) >= 0 || (reader.ValueIsEscaped && (reader.ValueSpan.IndexOf("\\u007b"u8) >= 0 || reader.ValueSpan.IndexOf("\\u007B"u8) >= 0));
}
