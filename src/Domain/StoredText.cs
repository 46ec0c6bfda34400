using System.Text;

namespace Observability.Domain;

/// <summary>Makes any text fit for PostgreSQL, in one place: no NUL, no half characters, within a bound.</summary>
/// <remarks>Applying it twice changes nothing more.</remarks>
public static class StoredText
{
    /// <summary>Longest identifier kept (model, user, session, …), UTF-16 characters; what is longer is cut.</summary>
    public const int MaxIdentifier = 200;

    /// <summary>Longest path kept, UTF-16 characters.</summary>
    public const int MaxPath = 4_000;

    /// <summary>Longest error message or property value kept, UTF-16 characters.</summary>
    public const int MaxSentence = 2_000;

    /// <summary><paramref name="text"/> cut to <paramref name="max"/> characters, NUL shown as U+2400 and lone surrogates as U+FFFD; null stays null.</summary>
    public static string? Of(string? text, int max = MaxIdentifier) => text is null ? null : Required(text, max);

    /// <summary>The same for a text that is there.</summary>
    public static string Required(string text, int max = MaxIdentifier)
    {
        // Never between the two halves of one character.
        var length = text.Length <= max ? text.Length : char.IsHighSurrogate(text[max - 1]) ? max - 1 : max;
        return WithoutLoneSurrogates(text[..length]).Replace('\0', '\u2400');
    }

    /// <summary><paramref name="text"/> on one line: every run of white space and control characters is one space; cut with <paramref name="ellipsis"/> at <paramref name="max"/>.</summary>
    public static string OneLine(string text, int max = MaxIdentifier, string ellipsis = "…")
    {
        var line = new StringBuilder(Math.Min(text.Length, max + 1));
        var gap = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                gap = line.Length > 0;
                continue;
            }

            if (gap)
            {
                line.Append(' ');
                gap = false;
            }

            line.Append(c);
            if (line.Length > max)
            {
                return Required(line.ToString(), max - ellipsis.Length) + ellipsis;
            }
        }

        return Required(line.ToString(), max);
    }

    /// <summary><paramref name="text"/> with U+FFFD for every half of a surrogate pair that stands alone.</summary>
    public static string WithoutLoneSurrogates(string text)
    {
        var damaged = false;
        for (var i = 0; i < text.Length && !damaged; i++)
        {
            damaged = char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) && i++ >= 0);
        }

        // The encoder's replacement is exactly this rule.
        return damaged ? Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(text)) : text;
    }
}
