using System.Text;

namespace Observability.Dashboard.Exchanges;

/// <summary>What a piece of JSON text is, for its colour.</summary>
public enum JsonToken
{
    /// <summary>Brackets, commas, white space, and whatever is not JSON.</summary>
    Plain,

    /// <summary>Name of a member.</summary>
    Key,

    /// <summary>A string value.</summary>
    Text,

    /// <summary>A number, true, false or null.</summary>
    Number,
}

/// <summary>Lays JSON out for reading without understanding it: no token is changed, so escapes, huge numbers, NaN and a cut tail stay what they were.</summary>
public static class JsonText
{
    /// <summary><paramref name="json"/> with line breaks and two spaces per level. Text that is not JSON comes back laid out oddly but complete.</summary>
    public static string Indent(string json)
    {
        var output = new StringBuilder(json.Length + (json.Length / 4));
        var depth = 0;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            switch (c)
            {
                case '"':
                    var end = EndOfString(json, i);
                    output.Append(json, i, end - i);
                    i = end - 1;
                    break;
                case '{' or '[':
                    var next = SkipSpace(json, i + 1);
                    if (next < json.Length && (json[next] is '}' or ']'))
                    {
                        output.Append(c).Append(json[next]);
                        i = next;
                        break;
                    }

                    output.Append(c);
                    Line(output, ++depth);
                    break;
                case '}' or ']':
                    depth = Math.Max(0, depth - 1);
                    Line(output, depth).Append(c);
                    break;
                case ',':
                    Line(output.Append(c), depth);
                    break;
                case ':':
                    output.Append(": ");
                    break;
                case ' ' or '\t' or '\r' or '\n':
                    break;
                default:
                    output.Append(c);
                    break;
            }
        }

        return output.ToString();
    }

    /// <summary>Cuts a piece of laid-out JSON into runs of one colour; joined they are the piece again.</summary>
    public static IEnumerable<(JsonToken Token, string Text)> Runs(string piece)
    {
        var start = 0;
        for (var i = 0; i < piece.Length;)
        {
            var end = EndOfToken(piece, i, out var token);
            if (token != JsonToken.Plain)
            {
                if (start < i)
                {
                    yield return (JsonToken.Plain, piece[start..i]);
                }

                yield return (token, piece[i..end]);
                start = end;
            }

            i = end;
        }

        if (start < piece.Length)
        {
            yield return (JsonToken.Plain, piece[start..]);
        }
    }

    /// <summary>The style class of a token's colour; null for none.</summary>
    public static string? Look(JsonToken token) => token switch { JsonToken.Plain => null, JsonToken.Key => "k", JsonToken.Text => "s", JsonToken.Number => "n" };

    private static int EndOfToken(string text, int at, out JsonToken token)
    {
        token = JsonToken.Plain;
        if (text[at] == '"')
        {
            var end = EndOfString(text, at);
            var next = SkipSpace(text, end);
            token = next < text.Length && text[next] == ':' ? JsonToken.Key : JsonToken.Text;
            return end;
        }

        if (!char.IsAsciiLetterOrDigit(text[at]) && text[at] != '-')
        {
            return at + 1;
        }

        token = JsonToken.Number;
        var i = at + 1;
        while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '.' or '+' or '-'))
        {
            i++;
        }

        return i;
    }

    private static int EndOfString(string text, int quote)
    {
        for (var i = quote + 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '"':
                    return i + 1;
                default:
                    break;
            }
        }

        return text.Length;
    }

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && (text[at] is ' ' or '\t' or '\r' or '\n'))
        {
            at++;
        }

        return at;
    }

    // A stranger's body may nest a million deep; the indent stops where nobody can see it any more.
    private static StringBuilder Line(StringBuilder output, int depth) => output.Append('\n').Append(' ', Math.Min(depth, 40) * 2);
}
