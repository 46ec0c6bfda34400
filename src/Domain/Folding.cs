using System.Text;

namespace Observability.Domain;

/// <summary>
/// Small letters as PostgreSQL's <c>lower</c> has them, and so ILIKE, in a database of locale C.UTF-8: character by character, whatever stands around
/// it. A test compares them over all of Unicode.
/// </summary>
internal static class Folding
{
    // The characters beyond U+FFFF that have case lie between these.
    private const int FirstBeyond = 0x10400;
    private const int LastBeyond = 0x1E943;

    private static readonly char[] Small = [.. Enumerable.Range(0, 0x10000).Select(c => char.IsSurrogate((char)c) ? (char)c : (char)Lower(new(c)).Value)];

    /// <summary>The text in small letters; as many characters as before.</summary>
    public static string Of(string text) => string.Create(text.Length, text, static (folded, from) => Fold(from, folded));

    /// <summary>Writes <paramref name="text"/> in small letters to the beginning of <paramref name="folded"/>, which is at least as long.</summary>
    public static void Fold(ReadOnlySpan<char> text, Span<char> folded)
    {
        for (var i = 0; i < text.Length; i++)
        {
            folded[i] = Small[text[i]];
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && Rune.TryCreate(text[i], text[i + 1], out var rune))
            {
                Lower(rune).EncodeToUtf16(folded[i..]);
                i++;
            }
        }
    }

    private static Rune Lower(Rune rune) => rune.Value switch
    {
        // .NET keeps the Turkish capital as it is.
        0x130 => new('i'),
        > 0xFFFF and (< FirstBeyond or > LastBeyond) => rune,
        var value => IsYoung(value) ? rune : Rune.ToLowerInvariant(rune),
    };

    /// <summary>Letters that came to Unicode after version 15, and that the C libraries in use do not know yet.</summary>
    internal static bool IsYoung(int value) =>
        value is 0x1C89 or (>= 0xA7CB and <= 0xA7CF) or (>= 0xA7D2 and <= 0xA7D5) or (>= 0xA7DA and <= 0xA7DC) or (>= 0x10D50 and <= 0x10D65) or (>= 0x16EA0 and <= 0x16EB8);
}
