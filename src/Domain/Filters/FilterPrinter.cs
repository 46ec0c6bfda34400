using System.Buffers;
using System.Text;

namespace Observability.Domain.Filters;

/// <summary>Writes a tree as the one text that stands for it; reading that text gives the same tree.</summary>
internal static class FilterPrinter
{
    private static readonly SearchValues<char> Specials = SearchValues.Create("()\"\\*");

    public static string Print(FilterExpression expression) => expression switch
    {
        Term term => Prefix(term) + Value(term),
        Not { Inner: AllOf inner } => $"-({Print(inner)})",
        Not { Inner: AnyOf inner } => "-" + Grouped(inner),
        Not not => "-" + Print(not.Inner),
        AllOf all => string.Join(' ', all.Parts.Select(p => p is AnyOf any ? Grouped(any) : Print(p))),
        AnyOf any => SharedPrefix(any) is null ? Options(any) : Grouped(any),
        _ => throw new InvalidOperationException($"A filter has no {expression.GetType().Name}."),
    };

    private static string Options(AnyOf any) => string.Join(" OR ", any.Parts.Select(Print));

    private static string Grouped(AnyOf any) => SharedPrefix(any) is { } prefix
        ? $"{prefix}({string.Join(" OR ", any.Parts.Cast<Term>().Select(Value))})"
        : $"({Options(any)})";

    // status:(5xx OR 429)
    private static string? SharedPrefix(AnyOf any)
    {
        var prefix = any.Parts[0] is Term first ? Prefix(first) : "";
        return prefix.Length > 0 && any.Parts.All(p => p is Term term && Prefix(term) == prefix) ? prefix : null;
    }

    private static string Prefix(Term term)
    {
        if (term.Field == FilterFields.Text)
        {
            return "";
        }

        return term.Property is not { } name ? term.Field.Name + ":"
            : name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.') ? $"{term.Field.Name}.{name}:"
            : $"{term.Field.Name}.{Quoted(name)}:";
    }

    private static string Value(Term term) => term.Match switch
    {
        Presence presence => presence.Present ? "any" : "none",
        TextMatch text => Text(term.Field, text),
        NumberMatch number => Signed(Sign(number.Comparison) + number.Value),
        RangeMatch range => Signed($"{range.From}..{range.To}"),
        StatusClassMatch status => $"{status.Hundreds}xx",
        FlagMatch flag => flag.Value ? "true" : "false",
        UuidMatch uuid => uuid.Value.ToString(),
        _ => throw new InvalidOperationException($"A filter asks for no {term.Match.GetType().Name}."),
    };

    // In a group of values a minus would be read as "not".
    private static string Signed(string number) => number[0] == '-' ? "\\" + number : number;

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        Comparison.GreaterOrEqual => ">=",
    };

    private static string Text(FilterField field, TextMatch text)
    {
        var quote = field.QuotesMeanExact ? text.Exact : !text.IsPattern && Escaped(text.Parts[0], field) != text.Parts[0];
        if (quote || text.Parts is [""])
        {
            return Quoted(text.Parts[0]);
        }

        return text.IsPattern ? WithFirstEscaped(string.Join('*', text.Parts.Select(p => EscapedInside(p, field))), field) : Escaped(text.Parts[0], field);
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Escaped(string text, FilterField field) => WithFirstEscaped(EscapedInside(text, field), field);

    private static string EscapedInside(string text, FilterField field)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var special = Specials.Contains(c) || char.IsWhiteSpace(c) || (c == ':' && field == FilterFields.Text);
            _ = special ? escaped.Append('\\').Append(c) : escaped.Append(c);
        }

        return escaped.ToString();
    }

    // What would be read as a sign, or as a word of the language.
    private static string WithFirstEscaped(string text, FilterField field) =>
        text.Length > 0 && (text[0] is '-' or '>' or '<' or '=' || FilterScanner.IsOperator(text) || (field.CanBeAbsent && FilterScanner.PresenceOf(text) is not null))
            ? "\\" + text
            : text;
}
