namespace Observability.Domain.Filters;

/// <summary>Words that a filter looks for in message texts: what to mark in what it found.</summary>
/// <param name="Parts">Folded (<see cref="FoldedText"/>); anything may stand between one and the next. At least one, none empty.</param>
/// <param name="InInput">Whether they are looked for in what was asked.</param>
/// <param name="InOutput">Whether they are looked for in what was answered.</param>
public sealed record FilterWord(IReadOnlyList<string> Parts, bool InInput, bool InOutput)
{
    /// <summary>The words of <paramref name="filter"/>, from left to right. What it wants not to be there is none of them.</summary>
    public static IReadOnlyList<FilterWord> Of(Filter filter) => filter.Root is { } root ? [.. In(root)] : [];

    /// <summary>Where the words stand in <paramref name="folded"/> from <paramref name="start"/> on, each part with its place; null when they do not all stand there, one after the other.</summary>
    public IReadOnlyList<(int Start, int Length)>? Find(string folded, int start = 0)
    {
        var places = new List<(int, int)>(Parts.Count);
        foreach (var part in Parts)
        {
            var at = folded.IndexOf(part, start, StringComparison.Ordinal);
            if (at < 0)
            {
                return null;
            }

            places.Add((at, part.Length));
            start = at + part.Length;
        }

        return places;
    }

    private static IEnumerable<FilterWord> In(FilterExpression expression) => expression switch
    {
        Term { Match: TextMatch text, Field: var field } when FilterTexts.IsText(field) && text.Parts.Any(p => p.Length > 0) =>
            [new([.. text.Parts.Where(p => p.Length > 0).Select(FoldedText.Of)], field != FilterFields.Output, field != FilterFields.Input)],
        AllOf all => all.Parts.SelectMany(In),
        AnyOf any => any.Parts.SelectMany(In),
        _ => [],
    };
}
