using System.Net;
using System.Text;

namespace Observability.Ingest.Proxy.Altering;

/// <summary>The readable start of an error that is a web page or plain text.</summary>
internal static class ErrorQuote
{
    private const int MaxCharacters = 300;
    private const StringComparison IgnoreCase = StringComparison.OrdinalIgnoreCase;

    // Elements whose text nobody sees on a page.
    private static readonly string[] Unseen = ["head", "script", "style", "svg"];

    /// <summary>One line of text without markup, at most 300 characters; null when the bytes are not text or say nothing.</summary>
    public static string? Of(ReadOnlySpan<byte> body)
    {
        if (body.Contains((byte)0))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(body);
        if (text.AsSpan().TrimStart().StartsWith("<"))
        {
            var seen = WithoutMarkup(text);
            text = string.IsNullOrWhiteSpace(seen) ? Title(text) : seen;
        }

        text = OneLine(text);
        var unreadable = text.Count(c => c == '\uFFFD');
        return text.Length == 0 || unreadable * 10 > text.Length ? null : text;
    }

    // Each search that finds nothing ends the walk, so that no page takes longer than its length.
    private static string WithoutMarkup(string page)
    {
        var seen = new StringBuilder();
        for (var at = 0; at < page.Length;)
        {
            var tag = page.IndexOf('<', at);
            seen.Append(page, at, (tag < 0 ? page.Length : tag) - at).Append(' ');
            if (tag < 0)
            {
                break;
            }

            at = After(page, tag);
        }

        return WebUtility.HtmlDecode(seen.ToString());
    }

    private static int After(string page, int tag)
    {
        var rest = page.AsSpan(tag + 1);
        if (rest.StartsWith("!--"))
        {
            return End(page, "-->", tag);
        }

        foreach (var name in Unseen)
        {
            if (rest.StartsWith(name, IgnoreCase) && rest.Length > name.Length && !char.IsAsciiLetterOrDigit(rest[name.Length]))
            {
                return End(page, ">", End(page, "</" + name, tag));
            }
        }

        return End(page, ">", tag);
    }

    private static int End(string page, string mark, int from)
    {
        var at = page.IndexOf(mark, from, IgnoreCase);
        return at < 0 ? page.Length : at + mark.Length;
    }

    private static string Title(string page)
    {
        var title = page.IndexOf("<title>", IgnoreCase);
        var end = title < 0 ? -1 : page.IndexOf('<', title + 1);
        return end < 0 ? "" : WebUtility.HtmlDecode(page[(title + "<title>".Length)..end]);
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(MaxCharacters);
        foreach (var c in text)
        {
            var isBlank = char.IsWhiteSpace(c) || char.IsControl(c);
            if (isBlank && (line.Length == 0 || line[^1] == ' '))
            {
                continue;
            }

            if (line.Length >= MaxCharacters && !char.IsLowSurrogate(c))
            {
                return line.ToString().TrimEnd() + "…";
            }

            line.Append(isBlank ? ' ' : c);
        }

        return line.ToString().TrimEnd();
    }
}
