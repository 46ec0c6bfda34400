using System.Buffers;
using System.Globalization;
using System.Text;

namespace Observability.Dashboard.Ui;

/// <summary>Shows what a stranger's text hides: characters that turn the reading direction round, tag characters that no font draws, control codes.</summary>
/// <remarks>
/// <c>"\u202Etxt.exe"</c> reads <c>exe.txt</c> on the screen; a model reads whole sentences written in tag characters (U+E0000 to U+E007F) that a
/// person cannot see. Marks that Arabic, Hebrew and emoji need (U+200E, U+200F, U+200D) stay.
/// </remarks>
public static class VisibleText
{
    // The first half of every tag character in UTF-16.
    private const char TagHead = '\uDB40';
    private const string BlackFlag = "\uD83C\uDFF4";

    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(i => (char)i).Except(['\t', '\n', '\r']), '\u007F', .. "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069", TagHead]);

    /// <summary><paramref name="text"/> with each hidden character written out: <c>[U+202E]</c>, or <c>[hidden: "…"]</c> for a run of tags.</summary>
    public static string Of(string text)
    {
        var next = text.AsSpan().IndexOfAny(Suspects);
        if (next < 0)
        {
            return text;
        }

        var output = new StringBuilder(text.Length + 64);
        var at = 0;
        while (next >= 0)
        {
            var suspect = at + next;
            output.Append(text, at, next);
            at = Write(output, text, suspect);
            next = text.AsSpan(at).IndexOfAny(Suspects);
        }

        return output.Append(text, at, text.Length - at).ToString();
    }

    // Writes what stands at `at` and gives the place after it.
    private static int Write(StringBuilder output, string text, int at)
    {
        if (text[at] != TagHead)
        {
            output.Append(CultureInfo.InvariantCulture, $"[U+{(int)text[at]:X4}]");
            return at + 1;
        }

        var end = at;
        while (end + 1 < text.Length && text[end] == TagHead && text[end + 1] is >= '\uDC00' and <= '\uDC7F')
        {
            end += 2;
        }

        // Not a tag (a variant of a Chinese character), or the flag of a region such as Scotland, which is spelt in tags.
        if (end == at || text.AsSpan(0, at).EndsWith(BlackFlag))
        {
            end = Math.Max(end, at + 1);
            output.Append(text, at, end - at);
            return end;
        }

        var hidden = new StringBuilder((end - at) / 2);
        for (var i = at + 1; i < end; i += 2)
        {
            hidden.Append(text[i] - '\uDC00' is >= 32 and < 127 and var ascii ? (char)ascii : '\u00B7');
        }

        output.AppendFormat(CultureInfo.CurrentCulture, ControlText.HiddenText, hidden);
        return end;
    }
}
