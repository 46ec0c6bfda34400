using System.Text.RegularExpressions;

namespace Observability.Dashboard.Prompts;

/// <summary>Finds the placeholders in the text of a template, to mark them for readers.</summary>
internal static partial class PlaceholderMarks
{
    /// <summary>The text in pieces, in order.</summary>
    public static IEnumerable<(bool IsPlaceholder, string Text)> Of(string text)
    {
        var at = 0;
        // Four braces say two: no placeholder begins there.
        foreach (var found in Placeholder().Matches(text).Where(m => m.Length > 4))
        {
            yield return (false, text[at..found.Index]);
            yield return (true, found.Value);
            at = found.Index + found.Length;
        }

        yield return (false, text[at..]);
    }

    [GeneratedRegex(@"\{\{\{\{|\{\{[^{}]+\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
