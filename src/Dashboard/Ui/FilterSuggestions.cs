using Observability.Domain.Filters;

namespace Observability.Dashboard.Ui;

/// <summary>How a filter that is being typed may go on: names of fields, comparisons, the words of closed sets, and values that were seen.</summary>
internal static class FilterSuggestions
{
    private const int Most = 12;
    private static readonly string[] YesOrNo = ["true", "false"];

    /// <summary>The ways that need no asking, each what was typed with its last word completed; none inside quotes and where nothing fits.</summary>
    public static IReadOnlyList<FilterSuggestion> For(string typed)
    {
        if (typed.Length > Filter.MaxLength || LastWord(typed) is not { } start)
        {
            return [];
        }

        var (before, word) = (typed[..start], typed[start..]);
        return [.. Continuations(word).Where(c => c.Text != word).Take(Most).Select(c => c with { Text = before + c.Text })];
    }

    /// <summary>Whether the last word is begun, so that a way completes it.</summary>
    public static bool IsBegun(string typed) => LastWord(typed) is { } start && start < typed.Length;

    /// <summary>The values that would help: of which field, and what they have in them; null = none.</summary>
    public static (FilterField Field, string? Property, string Containing)? Wanted(string typed)
    {
        if (typed.Length > Filter.MaxLength || LastWord(typed) is not { } start)
        {
            return null;
        }

        var word = typed[start..];
        var (name, value) = Split(word);
        if (value is null)
        {
            return FieldAndName(word) is ({ Kind: FilterKind.Property } names, { } begun) ? (names, null, begun.Trim('"')) : null;
        }

        return FieldAndName(name) is ({ IsListable: true } field, var property) && (field.Kind == FilterKind.Property) == property is { Length: > 0 }
                && field.Words.Count == 0 && field.Kind != FilterKind.Flag && !value.Contains('*', StringComparison.Ordinal)
            ? (field, property?.Trim('"'), value.Trim('"').Replace("\\", "", StringComparison.Ordinal))
            : null;
    }

    /// <summary>The ways that values which were seen are.</summary>
    public static IEnumerable<FilterSuggestion> Observed(string typed, FilterField field, string? property, ObservedValues values)
    {
        if (LastWord(typed) is not { } start)
        {
            yield break;
        }

        var (before, names) = (typed[..start], field.Kind == FilterKind.Property && property is null);
        foreach (var value in values.Values.Where(v => v.Value is not null).Take(Most))
        {
            var alone = names ? Filter.None.WithProperty(value.Value!, "x") : new FieldValue(field, property, value.Value).Alone;
            if (alone?.ToString() is { } text)
            {
                text = names ? text[..^3] : text + " ";
                yield return new(VisibleText.Of(value.Title ?? value.Value!), Figures.Count(value.Count), before + text);
            }
        }
    }

    private static IEnumerable<FilterSuggestion> Continuations(string word)
    {
        var (name, value) = Split(word);
        return value is null ? Fields(word) : FieldAndName(name) is ({ } field, var property) ? Values(field, property, name, value) : [];
    }

    private static IEnumerable<FilterSuggestion> Fields(string word)
    {
        var begun = word.Replace('-', '_');
        foreach (var field in FilterFields.All.Where(f => f.Aliases.Prepend(f.Name).Any(n => n.StartsWith(begun, StringComparison.OrdinalIgnoreCase))))
        {
            var text = field.Name + (field.IsNamed ? "." : ":");
            yield return new(text, FilterWords.Explain(field), text);
        }

        // Last, so that Tab completes what can be completed.
        if (word.Length > 0 && !word.Contains('"', StringComparison.Ordinal))
        {
            yield return new(word, FilterBoxText.TextWay, word + " ");
        }
    }

    private static IEnumerable<FilterSuggestion> Values(FilterField field, string? property, string name, string value)
    {
        foreach (var (text, note) in Numbers(field).Where(n => n.Text.StartsWith(value, StringComparison.OrdinalIgnoreCase)))
        {
            yield return new(text, note, $"{name}:{text}");
        }

        foreach (var word in (field.Kind == FilterKind.Flag ? YesOrNo : field.Words).Where(w => w.StartsWith(value, StringComparison.OrdinalIgnoreCase)))
        {
            yield return new(word, null, $"{name}:{word} ");
        }

        if (new FieldValue(field, property?.Trim('"'), null).Alone is not null)
        {
            foreach (var (word, note) in new[] { ("none", FilterBoxText.Missing), ("any", FilterBoxText.Present) }.Where(w => w.Item1.StartsWith(value, StringComparison.OrdinalIgnoreCase)))
            {
                yield return new(word, note, $"{name}:{word} ");
            }
        }
    }

    // How numbers are compared, each with a number as one would be.
    private static IEnumerable<(string Text, string Note)> Numbers(FilterField field)
    {
        if (!field.IsNumber)
        {
            return [];
        }

        if (field.Kind == FilterKind.Status)
        {
            return [("5xx", FilterBoxText.Class), ("4xx", FilterBoxText.Class), (">=400", FilterBoxText.MoreThan)];
        }

        var (less, more) = field.Kind switch
        {
            FilterKind.Duration => ("1s", "5s"),
            FilterKind.Money => ("0.01", "1"),
            FilterKind.Size => ("10kB", "1MB"),
            _ => ("100", "10k"),
        };
        return [($">{more}", FilterBoxText.MoreThan), ($"<={less}", FilterBoxText.AtMost), ($"{less}..{more}", FilterBoxText.Between)];
    }

    private static (string Name, string? Value) Split(string word)
    {
        var quoted = false;
        for (var i = 0; i < word.Length; i++)
        {
            quoted ^= word[i] == '"';
            if (word[i] == ':' && !quoted)
            {
                return (word[..i], word[(i + 1)..]);
            }
        }

        return (word, null);
    }

    // prop.region is a field and a name; the name is null where no dot is.
    private static (FilterField? Field, string? Property) FieldAndName(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (FilterFields.Find(name) is { IsNamed: false } field ? field : null, null) : (FilterFields.Find(name[..dot]), name[(dot + 1)..]);
    }

    // Where the word begins that is being written; null inside quotes, unless they are those of a field's value or a property's name.
    private static int? LastWord(string typed)
    {
        var (start, quote) = (0, -1);
        for (var i = 0; i < typed.Length; i++)
        {
            if (typed[i] == '\\')
            {
                i++;
                continue;
            }

            if (typed[i] == '"')
            {
                quote = quote < 0 ? i : -1;
            }

            if (quote < 0 && (char.IsWhiteSpace(typed[i]) || typed[i] == '(' || (typed[i] == '-' && i == start)))
            {
                start = i + 1;
            }
        }

        return quote < 0 || (quote > start && typed[quote - 1] is ':' or '.') ? start : null;
    }
}
