namespace Observability.Domain.Filters;

/// <summary>Reads the value of a term as its field understands it.</summary>
internal static class FilterValues
{
    /// <summary>How much of a value an error repeats.</summary>
    public const int MaxShown = 40;

    private static readonly string[] Yes = ["true", "yes", "1"];
    private static readonly string[] No = ["false", "no", "0"];

    /// <summary>What the term asks, or what is wrong with it.</summary>
    /// <param name="field">The field.</param>
    /// <param name="comparison">The sign before the value; null = none.</param>
    /// <param name="token">The value.</param>
    public static (FilterMatch? Match, FilterError? Error) Read(FilterField field, Comparison? comparison, FilterToken token)
    {
        if (comparison is not (null or Comparison.Equal) && !field.IsNumber)
        {
            return Wrong(token, $"{field.Name} is no number: > and < at column {token.Start + 1} mean nothing to it. To look for the sign itself, put the value in quotes.");
        }

        if (PresenceOf(field, comparison, token) is { } presence)
        {
            return (presence, null);
        }

        return field.Kind switch
        {
            FilterKind.Word or FilterKind.Presence => Word(field, token),
            FilterKind.Uuid => Uuid(field, token),
            FilterKind.Flag => Flag(field, token),
            FilterKind.Score when comparison is null && FlagOf(token) is { } flag => (flag, null),
            FilterKind.Score or FilterKind.Status or FilterKind.Count or FilterKind.Money or FilterKind.Duration or FilterKind.Size => Number(field, comparison, token),
            FilterKind.Name or FilterKind.Names or FilterKind.Key or FilterKind.User or FilterKind.Property or FilterKind.Header or FilterKind.Identifier or FilterKind.Text => Text(field, token),
        };
    }

    // An equals sign makes "any" and "none" into values; a star by itself is any value either way.
    private static Presence? PresenceOf(FilterField field, Comparison? comparison, FilterToken token)
    {
        var anything = comparison is (null or Comparison.Equal) && token.Parts is ["", ""];
        return !field.CanBeAbsent ? null : anything ? new(true) : token.Plain && comparison is null ? FilterScanner.PresenceOf(token.Text) : null;
    }

    private static (FilterMatch?, FilterError?) Text(FilterField field, FilterToken token) => token.Parts.Count - 1 > Filter.MaxStars
        ? Wrong(token, $"The value at column {token.Start + 1} has more than {Filter.MaxStars} stars.")
        : (new TextMatch(token.Parts, field.QuotesMeanExact && token.Quoted), null);

    private static (FilterMatch?, FilterError?) Word(FilterField field, FilterToken token)
    {
        var match = new TextMatch([.. token.Parts.Select(p => p.ToLowerInvariant().Replace('-', '_'))], Exact: false);
        if (token.Parts.Count - 1 <= Filter.MaxStars && WordsOf(field, match).Any())
        {
            return (match, null);
        }

        var near = Spelling.Nearest(token.Text, field.Words);
        return Wrong(token, near is null
            ? $"'{Shown(token)}' at column {token.Start + 1} is no value of {field.Name}. It has: {string.Join(", ", field.Words)}."
            : $"'{Shown(token)}' at column {token.Start + 1} is no value of {field.Name}. Did you mean {near}?", near);
    }

    /// <summary>The field's own words that a match means.</summary>
    public static IEnumerable<string> WordsOf(FilterField field, TextMatch match) => !match.IsPattern && field.Together.TryGetValue(match.Parts[0], out var several)
        ? several
        : field.Words.Where(word => !field.Together.ContainsKey(word) && Glob.Fits(word, match.Parts));

    private static (FilterMatch?, FilterError?) Uuid(FilterField field, FilterToken token) => Guid.TryParse(token.Text, out var uuid)
        ? (new UuidMatch(uuid), null)
        : Wrong(token, $"'{Shown(token)}' at column {token.Start + 1} is no id: {field.Name} takes a whole UUID.");

    private static (FilterMatch?, FilterError?) Flag(FilterField field, FilterToken token) =>
        Yes.Contains(token.Text, StringComparer.OrdinalIgnoreCase) ? (new FlagMatch(true), null)
        : No.Contains(token.Text, StringComparer.OrdinalIgnoreCase) ? (new FlagMatch(false), null)
        : Wrong(token, $"'{Shown(token)}' at column {token.Start + 1}: {field.Name} is true or false.");

    // 1 and 0 are numbers here.
    private static FlagMatch? FlagOf(FilterToken token) =>
        token.Text.Equals("true", StringComparison.OrdinalIgnoreCase) ? new(true) : token.Text.Equals("false", StringComparison.OrdinalIgnoreCase) ? new(false) : null;

    private static (FilterMatch?, FilterError?) Number(FilterField field, Comparison? comparison, FilterToken token)
    {
        var text = token.Text;
        if (field.Kind == FilterKind.Status && comparison is null && text.Length == 3 && text[0] is >= '1' and <= '9' && text.EndsWith("xx", StringComparison.OrdinalIgnoreCase))
        {
            return (new StatusClassMatch(text[0] - '0'), null);
        }

        var dots = comparison is null ? text.IndexOf("..", StringComparison.Ordinal) : -1;
        var (match, backwards) = dots < 0 ? (Compared(field, comparison ?? Comparison.Equal, text), false) : Range(field, text[..dots], text[(dots + 2)..]);
        if (backwards)
        {
            return Wrong(token, $"The range '{Shown(token)}' at column {token.Start + 1} ends before it begins.");
        }

        return match is null ? Wrong(token, $"'{Shown(token)}' at column {token.Start + 1} cannot be read. {field.Name} takes {Takes(field.Kind)}.") : (match, null);
    }

    private static NumberMatch? Compared(FilterField field, Comparison comparison, string text) =>
        Quantity.Read(text, field.Kind, null) is { } value ? new(comparison, value) : null;

    // 1..5s: where a unit must be, the first takes that of the second. 1s.. and ..5s are open at one end.
    private static (FilterMatch? Match, bool Backwards) Range(FilterField field, string from, string to)
    {
        if (to.Length == 0 || from.Length == 0)
        {
            return (to.Length == 0 ? Compared(field, Comparison.GreaterOrEqual, from) : Compared(field, Comparison.LessOrEqual, to), false);
        }

        return Quantity.Read(to, field.Kind, null) is { } last && Quantity.Read(from, field.Kind, field.Kind == FilterKind.Duration ? last.Unit : null) is { } first
            ? (new RangeMatch(first, last), first.Amount > last.Amount)
            : (null, false);
    }

    private static string Takes(FilterKind kind) => kind switch
    {
        FilterKind.Status => "429, 5xx, >=400 or 400..499",
        FilterKind.Money => "dollars such as 0.01, >0.5 or 1..5",
        FilterKind.Duration => "a time with its unit such as >800ms, 5s or 1..5m (ms, s, m, h)",
        FilterKind.Size => "a size such as >500, 20kB or 1..5MiB",
        FilterKind.Score => "a number such as 0.8, >-1 or 0.5..1, or true or false",
        _ => "a number such as 500, >50k or 1k..2M",
    };

    private static string Shown(FilterToken token) => StoredText.OneLine(token.Text, MaxShown);

    private static (FilterMatch?, FilterError?) Wrong(FilterToken token, string message, string? suggestion = null) =>
        (null, new(message, token.Start + 1, token.End - token.Start, suggestion));
}
