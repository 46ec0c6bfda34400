using System.Globalization;

namespace Observability.Domain.Formats.Wire;

/// <summary>Replaces the escape of half a character (<c>\ud83d</c> alone) by that of U+FFFD, which is as long: the parser throws on such names and texts only when they are looked at.</summary>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    /// <summary><paramref name="json"/> itself when it has none, otherwise a copy without them.</summary>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> json)
    {
        if (json.Span.IndexOf("\\ud"u8) < 0 && json.Span.IndexOf("\\uD"u8) < 0)
        {
            return json;
        }

        byte[]? copy = null;
        var text = json.Span;
        var at = 0;
        while (text[at..].IndexOf((byte)'\\') is var next and >= 0)
        {
            at += next;
            if (!IsSurrogate(text[at..], out var isHigh))
            {
                at += 2;
            }
            else if (isHigh && IsSurrogate(text[(at + EscapeLength)..], out var alsoHigh) && !alsoHigh)
            {
                at += 2 * EscapeLength;
            }
            else
            {
                copy ??= json.ToArray();
                "\\ufffd"u8.CopyTo(copy.AsSpan(at));
                at += EscapeLength;
            }

            if (at >= text.Length)
            {
                break;
            }
        }

        return copy ?? json;
    }

    // Whether the text starts with the escape of half a character, and of which half.
    private static bool IsSurrogate(ReadOnlySpan<byte> text, out bool isHigh)
    {
        isHigh = false;
        if (text.Length < EscapeLength || text[0] != '\\' || text[1] != 'u'
            || !ushort.TryParse(text[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            return false;
        }

        isHigh = char.IsHighSurrogate((char)unit);
        return char.IsSurrogate((char)unit);
    }
}
