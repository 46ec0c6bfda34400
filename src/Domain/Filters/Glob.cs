namespace Observability.Domain.Filters;

/// <summary>Texts with anything between their parts.</summary>
internal static class Glob
{
    /// <summary>Whether <paramref name="text"/> begins with the first part, ends with the last, and has the others between them in this order.</summary>
    /// <param name="text">What is looked at, letter by letter.</param>
    /// <param name="parts">At least one; one alone is the whole text.</param>
    public static bool Fits(ReadOnlySpan<char> text, IReadOnlyList<string> parts)
    {
        var (first, last) = (parts[0], parts[^1]);
        if (parts.Count == 1 || text.Length < first.Length + last.Length || !text.StartsWith(first, StringComparison.Ordinal) || !text.EndsWith(last, StringComparison.Ordinal))
        {
            return parts.Count == 1 && text.SequenceEqual(first);
        }

        // The leftmost place of each is the best: it leaves the most for those after it.
        var rest = text[first.Length..^last.Length];
        for (var i = 1; i < parts.Count - 1; i++)
        {
            var found = rest.IndexOf(parts[i], StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            rest = rest[(found + parts[i].Length)..];
        }

        return true;
    }
}
