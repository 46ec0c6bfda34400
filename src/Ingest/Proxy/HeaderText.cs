using System.Text;
using System.Text.Json;

namespace Observability.Ingest.Proxy;

/// <summary>Turns header values, which reach us as Latin-1, into the text their senders meant.</summary>
internal static class HeaderText
{
    private const int MaxListed = 100;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text; null when it is empty or a template that its sender did not fill in (<c>{{CHAT_ID}}</c>).</summary>
    public static string? Decode(string? latin1)
    {
        var value = latin1.AsSpan().Trim();
        if (value.IsEmpty || (value.StartsWith("{{", StringComparison.Ordinal) && value.EndsWith("}}", StringComparison.Ordinal)))
        {
            return null;
        }

        var text = value.ToString();
        return Ascii.IsValid(text) ? text : Utf8(Encoding.Latin1.GetBytes(text)) ?? text;
    }

    /// <summary>The same of a value that may be percent-encoded: Open WebUI encodes names since 0.6.6, and did not before.</summary>
    public static string? Unescaped(string? latin1) => Decode(latin1) is { } text ? Unescape(text) : null;

    /// <summary>The names of a decoded list: a JSON array of strings, or parted by commas. At most 100; none of null.</summary>
    public static IReadOnlyList<string> List(string? text)
    {
        if (text is null)
        {
            return [];
        }

        var names = text.StartsWith('[') || text.StartsWith("%5B", StringComparison.OrdinalIgnoreCase) ? JsonList(Unescape(text)) : null;
        return [.. (names ?? text.Split(',').Select(Unescape)).Select(n => n.Trim()).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).Take(MaxListed)];
    }

    private static string[]? JsonList(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)]
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON after all, or half a surrogate pair in it: a group may be called "[staff]".
            return null;
        }
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('%'))
        {
            return text;
        }

        // Uri.UnescapeDataString leaves what is not UTF-8 percent-encoded: then the value was not encoded to begin with.
        var decoded = Uri.UnescapeDataString(text);
        return decoded.Contains('%') && !text.Contains("%25", StringComparison.Ordinal) ? text : decoded;
    }

    private static string? Utf8(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
