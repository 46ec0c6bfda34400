using System.Globalization;
using Observability.Domain;

namespace Observability.Dashboard.Notes;

/// <summary>What may be said of an exchange, and how much. Every refusal names the value seen and the bound (docs/api.md).</summary>
internal static class NoteRules
{
    /// <summary>Longest name of a tag or a score, characters.</summary>
    public const int LongestName = 100;

    /// <summary>Longest name of a property, characters: as long as those from headers.</summary>
    public const int LongestPropertyName = StoredText.MaxIdentifier;

    /// <summary>Longest value of a property, characters: as long as those from headers.</summary>
    public const int LongestValue = StoredText.MaxSentence;

    /// <summary>Longest comment, characters.</summary>
    public const int LongestComment = 4_000;

    /// <summary>Most tags of one exchange.</summary>
    public const int MostTags = 50;

    /// <summary>Most scores of one exchange.</summary>
    public const int MostScores = 50;

    /// <summary>Most properties of one exchange, those from headers included.</summary>
    public const int MostProperties = 100;

    /// <summary>Most comments on one exchange.</summary>
    public const int MostComments = 200;

    private const int Shown = 40;

    /// <summary>A name as it is stored: without white space around it.</summary>
    public static string Name(string name) => name.Trim();

    /// <summary>The name of a property as it is stored: in small letters, as those from headers are.</summary>
    public static string PropertyName(string name) => name.Trim().ToLowerInvariant();

    /// <summary>Why this cannot be a tag; null when it can.</summary>
    public static string? RefuseTag(string name) => RefuseName(name, LongestName, NotesText.BadTag);

    /// <summary>Why this cannot be the name of a score; null when it can.</summary>
    public static string? RefuseScore(string name) => RefuseName(name, LongestName, NotesText.BadScoreName);

    /// <summary>Why this cannot be a property; null when it can.</summary>
    public static string? RefuseProperty(string name, string? value) => RefuseName(name, LongestPropertyName, NotesText.BadPropertyName) ??
        (value is null || (value.Length <= LongestValue && StoredText.Required(value, LongestValue) == value)
            ? null
            : string.Format(CultureInfo.CurrentCulture, NotesText.BadPropertyValue, Start(name), LongestValue));

    /// <summary>Why this cannot be a comment; null when it can.</summary>
    public static string? RefuseComment(string text) =>
        text.Trim().Length is > 0 and <= LongestComment && StoredText.Required(text, text.Length) == text
            ? null
            : string.Format(CultureInfo.CurrentCulture, NotesText.BadComment, LongestComment, text.Trim().Length);

    private static string? RefuseName(string name, int longest, string refusal)
    {
        var trimmed = name.Trim();
        return trimmed.Length is > 0 && trimmed.Length <= longest && !trimmed.Any(char.IsControl) && StoredText.WithoutLoneSurrogates(trimmed) == trimmed
            ? null
            : string.Format(CultureInfo.CurrentCulture, refusal, Start(trimmed), longest);
    }

    private static string Start(string text) => StoredText.OneLine(text, Shown);
}
