using System.Text;

namespace Observability.Domain.Filters;

/// <summary>A value as it was written.</summary>
/// <param name="Start">Index of its first character.</param>
/// <param name="End">Index after its last.</param>
/// <param name="Parts">What stands between its unescaped <c>*</c>; one part when there is none.</param>
/// <param name="Quoted">Whether it stood in quotes.</param>
/// <param name="Plain">Whether nothing in it was quoted or escaped, so that it may be a word of the language.</param>
internal sealed record FilterToken(int Start, int End, IReadOnlyList<string> Parts, bool Quoted, bool Plain)
{
    /// <summary>The value with its stars.</summary>
    public string Text { get; } = string.Join('*', Parts);
}

/// <summary>Walks over the text of a filter: space, words, quotes.</summary>
internal sealed class FilterScanner(string text)
{
    public int At { get; private set; }

    public bool AtEnd => At >= text.Length;

    /// <summary>The character here; NUL at the end, which no filter's text holds.</summary>
    public char Here => AtEnd ? '\0' : text[At];

    /// <summary>Whether a value could not go on here.</summary>
    public bool AtBoundary => AtEnd || char.IsWhiteSpace(Here) || Here == ')';

    /// <summary>Whether a word joins or negates terms, however it is capitalised.</summary>
    public static bool IsOperator(string word) => word.Length is 2 or 3 && word.ToUpperInvariant() is "OR" or "AND" or "NOT";

    /// <summary>What <c>any</c> and <c>none</c> ask; null for every other word.</summary>
    public static Presence? PresenceOf(string word) => word.Length is 3 or 4 ? word.ToLowerInvariant() switch
    {
        "any" => new(true),
        "none" => new(false),
        _ => null,
    } : null;

    public void SkipSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(Here))
        {
            At++;
        }
    }

    public bool Take(char c)
    {
        var found = !AtEnd && Here == c;
        At += found ? 1 : 0;
        return found;
    }

    /// <summary>Takes a minus that negates what directly follows it.</summary>
    public bool TakeMinus() => At + 1 < text.Length && !char.IsWhiteSpace(text[At + 1]) && text[At + 1] != ')' && Take('-');

    /// <summary>Takes a word of the language where it stands alone.</summary>
    public bool TakeOperator(string word)
    {
        var end = At + word.Length;
        var found = string.CompareOrdinal(text, At, word, 0, word.Length) == 0
            && (end == text.Length || char.IsWhiteSpace(text[end]) || text[end] is '(' or ')' or '"');
        At = found ? end : At;
        return found;
    }

    /// <summary>Takes the sign of a comparison; null when there is none.</summary>
    public Comparison? TakeComparison()
    {
        if (Take('>'))
        {
            return Take('=') ? Comparison.GreaterOrEqual : Comparison.Greater;
        }

        if (Take('<'))
        {
            return Take('=') ? Comparison.LessOrEqual : Comparison.Less;
        }

        return Take('=') ? Comparison.Equal : null;
    }

    /// <summary>Takes the name of a field and its colon; null and nothing taken when no colon follows.</summary>
    /// <returns>The name as written, and the part of it that stood in quotes (a property's own name); null = none did.</returns>
    public (string Name, string? Quoted)? TakeField()
    {
        var start = At;
        while (!AtBoundary && Here is not ('(' or '"' or '\\' or ':'))
        {
            At++;
        }

        var name = text[start..At];
        var quoted = Here == '"' && name.EndsWith('.') ? TakeQuoted()?.Text : null;
        if (Take(':'))
        {
            return (name, quoted);
        }

        At = start;
        return null;
    }

    /// <summary>Takes a quoted value; null when its end is missing.</summary>
    public FilterToken? TakeQuoted()
    {
        var start = At;
        var value = new StringBuilder();
        for (At++; !AtEnd; At++)
        {
            if (Take('"'))
            {
                return new(start, At, [value.ToString()], true, false);
            }

            At += Here == '\\' && At + 1 < text.Length ? 1 : 0;
            value.Append(Here);
        }

        At = start;
        return null;
    }

    /// <summary>Takes a value without quotes, up to white space, a parenthesis or a quote; it may be empty.</summary>
    public FilterToken TakeBare()
    {
        var (start, plain) = (At, true);
        var parts = new List<string>();
        var part = new StringBuilder();
        for (; !AtBoundary && Here is not ('(' or '"'); At++)
        {
            if (Here == '*')
            {
                // Several in a row ask the same as one.
                if (part.Length > 0 || parts.Count == 0)
                {
                    parts.Add(part.ToString());
                    part.Clear();
                }

                continue;
            }

            if (Here == '\\' && At + 1 < text.Length)
            {
                plain = false;
                At++;
            }

            part.Append(Here);
        }

        return new(start, At, [.. parts, part.ToString()], false, plain);
    }
}
