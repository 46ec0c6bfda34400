using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Observability.Dashboard.CopyAs;

/// <summary>Prints values as literals of a language. What a reader could not see, or would see in another order, is written as an escape.</summary>
internal static class CodeLiteral
{
    /// <summary>Any text as a string literal; halves of characters stay what they are.</summary>
    public static string Of(string text, CodeDialect dialect)
    {
        var code = new StringBuilder(text.Length + 16).Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var pair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (pair)
            {
                AppendPair(code, c, text[++i], dialect);
                continue;
            }

            _ = c switch
            {
                '"' or '\\' => code.Append('\\').Append(c),
                '\n' => code.Append("\\n"),
                '\r' => code.Append("\\r"),
                '\t' => code.Append("\\t"),
                '{' when dialect == CodeDialect.Http => code.Append("\\u007b"),
                _ when IsHidden(c) => code.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => code.Append(c),
            };
        }

        return code.Append('"').ToString();
    }

    /// <summary>A JSON value over as many lines as it takes; numbers as they were written.</summary>
    /// <param name="value">The value.</param>
    /// <param name="dialect">The language.</param>
    /// <param name="indent">Spaces before the lines that follow the first.</param>
    public static string Of(JsonElement value, CodeDialect dialect, int indent)
    {
        var code = new StringBuilder();
        Append(code, value, dialect, indent);
        return code.ToString();
    }

    private static void Append(StringBuilder code, JsonElement value, CodeDialect dialect, int indent)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Members(code, '{', '}', [.. value.EnumerateObject().Select(p => (KeyOf(p, dialect), p.Value))], dialect, indent);
                break;
            case JsonValueKind.Array:
                Members(code, '[', ']', [.. value.EnumerateArray().Select(v => ((string?)null, v))], dialect, indent);
                break;
            case JsonValueKind.String:
                code.Append(Of(TextOf(value.GetRawText()), dialect));
                break;
            case JsonValueKind.True:
                code.Append(dialect == CodeDialect.Python ? "True" : "true");
                break;
            case JsonValueKind.False:
                code.Append(dialect == CodeDialect.Python ? "False" : "false");
                break;
            case JsonValueKind.Null:
                code.Append(dialect == CodeDialect.Python ? "None" : "null");
                break;
            default:
                code.Append(value.GetRawText());
                break;
        }
    }

    private static void Members(StringBuilder code, char open, char close, IReadOnlyList<(string? Key, JsonElement Value)> members, CodeDialect dialect, int indent)
    {
        code.Append(open);
        foreach (var (key, value) in members)
        {
            code.Append('\n').Append(' ', indent + 2).Append(key).Append(key is null ? "" : ": ");
            Append(code, value, dialect, indent + 2);
            code.Append(',');
        }

        if (members.Count > 0)
        {
            code.Length--;
            code.Append('\n').Append(' ', indent);
        }

        code.Append(close);
    }

    // In a literal of JavaScript this one name would set the prototype.
    private static string KeyOf(JsonProperty property, CodeDialect dialect) =>
        NameOf(property) is var name && name == "__proto__" && dialect == CodeDialect.JavaScript ? "[\"__proto__\"]" : Of(name, dialect);

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            // Half a character in a name: no parser agrees with another on it.
            return "\uFFFD";
        }
    }

    // JSON's own reader refuses halves of characters, which a model's answer may well be cut to.
    private static string TextOf(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 1; i < raw.Length - 1; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                text.Append((char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }

            text.Append(raw[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var same => same });
        }

        return text.ToString();
    }

    private static void AppendPair(StringBuilder code, char high, char low, CodeDialect dialect)
    {
        // Tag characters, which no font draws.
        if (high != '\uDB40')
        {
            code.Append(high).Append(low);
        }
        else if (dialect == CodeDialect.Python)
        {
            code.Append(CultureInfo.InvariantCulture, $"\\U{char.ConvertToUtf32(high, low):x8}");
        }
        else
        {
            code.Append(CultureInfo.InvariantCulture, $"\\u{(int)high:x4}\\u{(int)low:x4}");
        }
    }

    private static bool IsHidden(char c) => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\u061C'
        or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u206F');
}
