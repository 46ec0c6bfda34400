using System.Globalization;
using System.Text;

namespace Observability.Dashboard.Bodies;

/// <summary>Undoes the escapes of a JSON string, for showing it. What is no escape stays as it is; a lone half of a character is U+FFFD.</summary>
internal static class JsonEscapes
{
    /// <summary><paramref name="text"/>, which is what stands between the quotes, without its escapes.</summary>
    public static string Undone(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
                continue;
            }

            var (c, length) = Escape(text.AsSpan(i + 1));
            plain.Append(c);
            i += length;
        }

        // A browser is given whole characters only.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(plain.ToString()));
    }

    // What stands behind a backslash means, and how many characters of it.
    private static (string Text, int Length) Escape(ReadOnlySpan<char> rest) => rest[0] switch
    {
        'n' => ("\n", 1),
        'r' => ("\r", 1),
        't' => ("\t", 1),
        'b' => ("\b", 1),
        'f' => ("\f", 1),
        '"' or '\\' or '/' => (rest[..1].ToString(), 1),
        'u' when rest.Length > 4 && ushort.TryParse(rest[1..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) => (((char)unit).ToString(), 5),
        var other => ($"\\{other}", 1),
    };
}
