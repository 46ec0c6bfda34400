using System.Globalization;
using System.Text;
using DiffPlex;

namespace Observability.Dashboard.Compare;

/// <summary>Cuts a text into what a reader takes for one word: a run of letters and digits, a run of white space, one sign, one Chinese or Japanese character.</summary>
internal sealed class Words : IChunker
{
    /// <summary>The one there is: it holds nothing.</summary>
    public static Words Chunker { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<string> Chunk(string text)
    {
        var words = new List<string>();
        var (start, kind) = (0, Kind.Single);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var now = KindOf(rune);
            if (at > start && (now != kind || kind == Kind.Single))
            {
                words.Add(text[start..at]);
                start = at;
            }

            kind = now;
            // A lone surrogate is a rune of one char as well.
            at += rune.Utf16SequenceLength;
        }

        if (start < text.Length)
        {
            words.Add(text[start..]);
        }

        return words;
    }

    private static Kind KindOf(Rune rune) =>
        Rune.IsWhiteSpace(rune) ? Kind.Space
        : IsWrittenWithoutSpaces(rune.Value) ? Kind.Single
        : Rune.IsLetterOrDigit(rune) || rune.Value == '_' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark ? Kind.Word
        : Kind.Single;

    // Kana, ideographs with their extensions, Thai, Lao, Khmer, Burmese.
    private static bool IsWrittenWithoutSpaces(int value) =>
        value is (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF)
            or (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF);

    private enum Kind
    {
        Single,
        Word,
        Space,
    }
}
