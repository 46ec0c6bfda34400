using System.Buffers;

namespace Observability.Domain.Redaction;

/// <summary>Finds e-mail addresses: <c>jane.doe+news@mail.example.org</c>, also with letters beyond ASCII (José, not 安娜).</summary>
internal static class EmailAddresses
{
    private const int MaxLocal = 256;
    private const int MaxDomain = 255;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Adds those in <paramref name="text"/>.</summary>
    public static void Find(ReadOnlySpan<byte> text, List<Finding> found)
    {
        for (var at = text.IndexOf((byte)'@'); at >= 0; at = Next(text, at))
        {
            var start = StartOf(text, at);
            var end = EndOf(text, at);
            if (start < at && HasTopLevel(text[(at + 1)..end]))
            {
                found.Add(new(SensitiveKind.Email, start, end));
            }
        }
    }

    private static int Next(ReadOnlySpan<byte> text, int at) => text[(at + 1)..].IndexOf((byte)'@') is >= 0 and var next ? at + 1 + next : -1;

    private static int StartOf(ReadOnlySpan<byte> text, int at)
    {
        var start = at;
        while (start > 0 && at - start < MaxLocal)
        {
            var step = IsLocal(text[start - 1]) ? 1 : LetterBefore(text, start);
            if (step == 0)
            {
                break;
            }

            start -= step;
        }

        // The n of \n in a text within a text is not the name's.
        start += start > 0 && start < at && text[start - 1] == '\\' ? 1 : 0;
        while (start < at && text[start] is (byte)'.' or (byte)'-' or (byte)'+' or (byte)'%' or (byte)'\'')
        {
            start++;
        }

        return start;
    }

    private static int EndOf(ReadOnlySpan<byte> text, int at)
    {
        var end = at + 1;
        while (end < text.Length && end - at <= MaxDomain)
        {
            var step = TextEdge.IsAlphanumeric(text[end]) || text[end] is (byte)'-' or (byte)'.' ? 1 : LetterAt(text, end);
            if (step == 0)
            {
                break;
            }

            end += step;
        }

        while (text[end - 1] is (byte)'-' or (byte)'.')
        {
            end--;
        }

        return end;
    }

    // A dot somewhere behind the first character, and at least two letters behind the last dot.
    private static bool HasTopLevel(ReadOnlySpan<byte> domain)
    {
        var dot = domain.LastIndexOf((byte)'.');
        var top = domain[(dot + 1)..];
        return dot > 0 && top.Length >= 2
            && (top.StartsWith("xn--"u8) || !top.ContainsAnyExcept(Letters) || top.ContainsAnyInRange((byte)0x80, (byte)0xFF));
    }

    private static bool IsLocal(byte one) =>
        TextEdge.IsWord(one) || one is (byte)'.' or (byte)'+' or (byte)'-' or (byte)'%' or (byte)'\'';

    // Letters of two bytes: Latin, Greek, Cyrillic, Hebrew, Arabic. Those of three are written without spaces around addresses.
    private static int LetterBefore(ReadOnlySpan<byte> text, int end) => end >= 2 && LetterAt(text, end - 2) == 2 ? 2 : 0;

    private static int LetterAt(ReadOnlySpan<byte> text, int at) =>
        at + 1 < text.Length && text[at] is >= 0xC3 and <= 0xDF && text[at + 1] is >= 0x80 and <= 0xBF ? 2 : 0;
}
