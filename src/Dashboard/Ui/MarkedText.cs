using Observability.Domain;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Ui;

/// <summary>A stretch of a text.</summary>
/// <param name="Text">Its characters.</param>
/// <param name="IsMarked">Whether it is what was looked for.</param>
public readonly record struct TextPiece(string Text, bool IsMarked);

/// <summary>Finds in a text what a filter looked for in it.</summary>
internal static class MarkedText
{
    private const int MaxMarks = 200;

    // Columns of lists are narrow: the words are to be in sight.
    private const int Before = 12;
    private const int After = 200;

    /// <summary><paramref name="text"/> in pieces, those that were looked for marked; joined they are the text. Without regard to case, in any language.</summary>
    public static IReadOnlyList<TextPiece> Pieces(string text, IEnumerable<FilterWord> words)
    {
        var pieces = new List<TextPiece>();
        var end = 0;
        foreach (var (start, length) in Merged(Places(FoldedText.Of(text), words)))
        {
            if (start > end)
            {
                pieces.Add(new(text[end..start], false));
            }

            pieces.Add(new(text.Substring(start, length), true));
            end = start + length;
        }

        if (end < text.Length || pieces.Count == 0)
        {
            pieces.Add(new(text[end..], false));
        }

        return pieces;
    }

    /// <summary>The part of <paramref name="text"/> around the first of the words that is in it; null when none is.</summary>
    public static string? Around(string text, IEnumerable<FilterWord> words)
    {
        var folded = FoldedText.Of(text);
        if (words.Select(w => w.Find(folded)).FirstOrDefault(p => p is not null) is not [var (at, length), ..])
        {
            return null;
        }

        var start = Math.Max(0, at - Before);
        if (start > 0 && text.IndexOf(' ', start, at - start) is >= 0 and var space)
        {
            start = space + 1;
        }

        // Not between the two halves of one character.
        start -= start > 0 && char.IsLowSurrogate(text[start]) ? 1 : 0;
        var end = Math.Min(text.Length, at + length + After);
        end -= end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
        return (start > 0 ? "…" : "") + text[start..end] + (end < text.Length ? "…" : "");
    }

    private static List<(int Start, int Length)> Places(string folded, IEnumerable<FilterWord> words)
    {
        var places = new List<(int Start, int Length)>();
        foreach (var word in words)
        {
            for (var from = 0; places.Count < MaxMarks && word.Find(folded, from) is { } found;)
            {
                places.AddRange(found);
                from = found[^1].Start + found[^1].Length;
            }
        }

        return places;
    }

    private static IEnumerable<(int Start, int Length)> Merged(List<(int Start, int Length)> places)
    {
        (int Start, int Length)? open = null;
        foreach (var place in places.OrderBy(p => p.Start))
        {
            if (open is { } last && place.Start <= last.Start + last.Length)
            {
                open = (last.Start, Math.Max(last.Length, place.Start + place.Length - last.Start));
                continue;
            }

            if (open is { } done)
            {
                yield return done;
            }

            open = place;
        }

        if (open is { } end)
        {
            yield return end;
        }
    }
}
