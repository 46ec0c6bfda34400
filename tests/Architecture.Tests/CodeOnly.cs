namespace Observability.Architecture.Tests;

/// <summary>Blanks comments and the insides of strings in C#, so that rules look at code and not at prose about code.</summary>
/// <remarks>Lengths and line breaks stay, so that a place in the result is the same place in the file.</remarks>
internal static class CodeOnly
{
    public static string Of(string text)
    {
        var code = text.ToCharArray();
        for (var at = 0; at < text.Length;)
        {
            var end = TokenEnd(text, at);
            if (end > at)
            {
                Blank(code, at, end);
                at = end;
            }
            else
            {
                at++;
            }
        }

        return new(code);
    }

    // Where the comment or literal that starts at `at` ends; `at` itself when none does.
    private static int TokenEnd(string text, int at)
    {
        var rest = text.AsSpan(at);
        return rest switch
        {
            _ when rest.StartsWith("//") => LineEnd(text, at),
            _ when rest.StartsWith("/*") => After(text, "*/", at + 2),
            ['\'', ..] => CharEnd(text, at),
            _ => StringEnd(text, at),
        };
    }

    private static int StringEnd(string text, int at)
    {
        var quote = at;
        while (quote < text.Length && text[quote] is '$' or '@')
        {
            quote++;
        }

        if (quote >= text.Length || text[quote] != '"')
        {
            return at;
        }

        var quotes = Run(text, quote);
        if (quotes >= 3)
        {
            return RawEnd(text, quote + quotes, quotes);
        }

        var prefix = text.AsSpan(at, quote - at);
        return Inside(text, quote + 1, prefix.Contains('@'), prefix.Contains('$'));
    }

    private static int RawEnd(string text, int at, int quotes)
    {
        while (at < text.Length)
        {
            var run = Run(text, at);
            if (run >= quotes)
            {
                return at + run;
            }

            at += Math.Max(run, 1);
        }

        return at;
    }

    // From the first character inside an ordinary, verbatim or interpolated string to after its closing quote.
    private static int Inside(string text, int at, bool verbatim, bool interpolated)
    {
        while (at < text.Length)
        {
            switch (text[at])
            {
                case '"' when verbatim && at + 1 < text.Length && text[at + 1] == '"':
                case '\\' when !verbatim:
                case '{' when interpolated && at + 1 < text.Length && text[at + 1] == '{':
                    at += 2;
                    break;
                case '{' when interpolated:
                    at = HoleEnd(text, at + 1);
                    break;
                case '"':
                    return at + 1;
                default:
                    at++;
                    break;
            }
        }

        return at;
    }

    // A hole of an interpolated string is code again, with strings of its own.
    private static int HoleEnd(string text, int at)
    {
        for (var depth = 1; at < text.Length;)
        {
            var end = TokenEnd(text, at);
            if (end > at)
            {
                at = end;
                continue;
            }

            depth += text[at] switch { '{' => 1, '}' => -1, _ => 0 };
            at++;
            if (depth == 0)
            {
                return at;
            }
        }

        return at;
    }

    private static int CharEnd(string text, int at)
    {
        var close = at + 1 < text.Length && text[at + 1] == '\\' ? text.IndexOf('\'', at + 3) : text.IndexOf('\'', at + 1);
        return close < 0 ? at : close + 1;
    }

    private static int LineEnd(string text, int at) => text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;

    private static int After(string text, string mark, int at) =>
        text.IndexOf(mark, at, StringComparison.Ordinal) is var end and >= 0 ? end + mark.Length : text.Length;

    private static int Run(string text, int at)
    {
        var end = at;
        while (end < text.Length && text[end] == '"')
        {
            end++;
        }

        return end - at;
    }

    private static void Blank(char[] code, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            code[i] = code[i] == '\n' ? '\n' : ' ';
        }
    }
}
