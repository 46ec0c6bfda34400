using Observability.Domain.Filters;

namespace Observability.Dashboard.Ui;

/// <summary>How a filter that is being typed may go on: names of fields, and the words of those that have a closed set.</summary>
internal static class FilterSuggestions
{
    private const int Most = 12;
    private static readonly string[] YesOrNo = ["true", "false"];

    /// <summary>Whole texts, each what was typed with its last word completed; none inside quotes and where nothing fits.</summary>
    public static IReadOnlyList<string> For(string typed)
    {
        if (typed.Length > Filter.MaxLength || LastWord(typed) is not { } start)
        {
            return [];
        }

        var (before, word) = (typed[..start], typed[start..]);
        return [.. Continuations(word).Where(c => c != word).Take(Most).Select(c => before + c)];
    }

    private static IEnumerable<string> Continuations(string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return FilterFields.All.Where(f => f.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Select(f => f.Name + (f.IsNamed ? "." : ":"));
        }

        var (name, value) = (word[..colon], word[(colon + 1)..]);
        var words = FilterFields.Find(name) is not { } field ? [] : field.Kind == FilterKind.Flag ? YesOrNo : field.Words;
        return words.Where(w => w.StartsWith(value, StringComparison.OrdinalIgnoreCase)).Select(w => $"{name}:{w}");
    }

    // Where the word begins that is being written; null inside quotes.
    private static int? LastWord(string typed)
    {
        var (start, quoted) = (0, false);
        for (var i = 0; i < typed.Length; i++)
        {
            if (typed[i] == '\\')
            {
                i++;
                continue;
            }

            quoted ^= typed[i] == '"';
            if (!quoted && (char.IsWhiteSpace(typed[i]) || typed[i] == '(' || (typed[i] == '-' && i == start)))
            {
                start = i + 1;
            }
        }

        return quoted ? null : start;
    }
}
