using System.Text.Json;

namespace Observability.Domain.Formats.Wire;

/// <summary>Parses JSON as strangers send it: padded, with a BOM, cut short, with Python's <c>NaN</c>, nested deeply. Never throws.</summary>
internal static class LenientJson
{
    /// <summary>Deepest nesting that is read; eight times the parser's default, still far from the end of a thread's stack.</summary>
    public const int MaxDepth = 512;

    private const int MaxLook = 64 << 10;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>The document, or null when there is none to be had.</summary>
    /// <param name="utf8">The text; must live as long as the document. Halves of characters in it are U+FFFD in the document.</param>
    /// <param name="whole">Whether it was whole: false when its end was missing, or followed by something else, and only the understood part is there.</param>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, out bool whole)
    {
        whole = true;
        var text = LoneSurrogates.Replace(Trim(utf8));
        if (TryParse(text) is { } document)
        {
            return document;
        }

        return JsonMending.Mend(text.Span, out whole) is { } mended ? TryParse(mended) : null;
    }

    /// <summary><paramref name="utf8"/> without a BOM and the white space before it, which some servers send for minutes.</summary>
    public static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        var start = utf8.Span.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? ReadOnlyMemory<byte>.Empty : utf8[start..];
    }

    /// <summary>Whether an object has a member of this name on top, as far as its first 64 KiB tell, without reading all of it.</summary>
    public static bool StartsWithMember(ReadOnlyMemory<byte> utf8, ReadOnlySpan<byte> name)
    {
        var text = Trim(utf8).Span;
        var reader = new Utf8JsonReader(text[..Math.Min(text.Length, MaxLook)], isFinalBlock: false, new(new() { MaxDepth = MaxDepth }));
        try
        {
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals(name))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What is not JSON, or names half a character, has none.
        }

        return false;
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> text)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(text, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
