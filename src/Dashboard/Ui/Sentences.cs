using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Observability.Dashboard.Languages;

namespace Observability.Dashboard.Ui;

/// <summary>
/// What the domain says in English, into rows and into refusals, in the reader's language. A sentence is known by its English text in
/// <c>SentencesText.resx</c>, where {0}, {1} and {2} stand for names.
/// </summary>
internal static class Sentences
{
    private static readonly Dictionary<string, string> Plain = Texts().Where(t => !t.English.Contains('{', StringComparison.Ordinal))
        .ToDictionary(t => t.English, t => t.Name, StringComparer.Ordinal);

    // The longest first: of two that fit it says more.
    private static readonly List<(Regex Pattern, string Name)> WithPlaces =
        [.. Texts().Where(t => t.English.Contains('{', StringComparison.Ordinal)).OrderByDescending(t => t.English.Length).Select(t => (PatternOf(t.English), t.Name))];

    /// <summary>The sentence in the reader's language; as it is when it is not known, or the reader reads English.</summary>
    /// <param name="english">What the domain said; null = nothing.</param>
    [return: NotNullIfNotNull(nameof(english))]
    public static string? InWords(string? english)
    {
        if (english is null || Language.Current == Language.English)
        {
            return english;
        }

        foreach (var (pattern, name) in WithPlaces)
        {
            if (pattern.Match(english) is { Success: true } match)
            {
                return string.Format(CultureInfo.CurrentCulture, Said(name), [.. PlacesOf(match)]);
            }
        }

        return Word(english);
    }

    // A place may hold words of ours in turn: "has no rate for output tokens".
    private static IEnumerable<object?> PlacesOf(Match match) =>
        match.Groups.Values.Skip(1).OrderBy(g => g.Name, StringComparer.Ordinal).Select(g => (object?)Word(g.Value));

    private static string Word(string english) => Plain.TryGetValue(english, out var name) ? Said(name) : english;

    private static string Said(string name) => SentencesText.ResourceManager.GetString(name, CultureInfo.CurrentUICulture)!;

    private static Regex PatternOf(string english) =>
        new($"^{Regex.Replace(Regex.Escape(english), @"\\\{(\d)}", "(?<p$1>.+?)", RegexOptions.NonBacktracking)}$", RegexOptions.NonBacktracking | RegexOptions.Singleline);

    private static IEnumerable<(string Name, string English)> Texts() =>
        SentencesText.ResourceManager.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().Select(e => ((string)e.Key, (string)e.Value!));
}
