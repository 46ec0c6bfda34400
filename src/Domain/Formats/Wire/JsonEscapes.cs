using System.Globalization;
using System.Text;

namespace Observability.Domain.Formats.Wire;

/// <summary>Undoes the escapes of a JSON string that the parser has already accepted. Lone surrogates and invalid UTF-8 become U+FFFD.</summary>
internal static class JsonEscapes
{
    /// <summary>The text of <paramref name="raw"/>, the bytes between the quotes.</summary>
    public static string Undo(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder(raw.Length);
        while (!raw.IsEmpty)
        {
            var slash = raw.IndexOf((byte)'\\');
            text.Append(Encoding.UTF8.GetString(slash < 0 ? raw : raw[..slash]));
            if (slash < 0 || slash + 1 >= raw.Length)
            {
                break;
            }

            raw = raw[(slash + 1)..];
            raw = raw[One(raw, text)..];
        }

        return StoredText.WithoutLoneSurrogates(text.ToString());
    }

    // Appends the character an escape stands for; the length of the escape without its backslash.
    private static int One(ReadOnlySpan<byte> escape, StringBuilder text)
    {
        if (escape[0] == 'u' && escape.Length > 4
            && ushort.TryParse(escape[1..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            text.Append((char)unit);
            return 5;
        }

        text.Append(escape[0] switch
        {
            (byte)'n' => '\n',
            (byte)'t' => '\t',
            (byte)'r' => '\r',
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            var other => (char)other,
        });
        return 1;
    }
}
