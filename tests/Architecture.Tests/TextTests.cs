using System.Text.RegularExpressions;
using Observability.Dashboard.Languages;
using Observability.Testing;

namespace Observability.Architecture.Tests;

/// <summary>What people read on the pages is in resource files, and in every language (CONTRIBUTING.md, Texts).</summary>
public sealed partial class TextTests
{
    /// <summary>Letters in markup that are no text to be translated, and why.</summary>
    private static readonly Dictionary<string, string> NotTranslated = new()
    {
        ["Observability"] = "the product's name",
        ["curl"] = "a program's name",
        ["anna@example.com"] = "an address as an example",
        ["p50"] = "a percentile, the same everywhere",
        ["p95"] = "the same",
        ["p99"] = "the same",
        ["tok/s"] = "a unit",
        ["yyyy-MM-dd"] = "how a date is written, not what is read",
        ["yyyy-MM-dd HH:mm:ss 'UTC'"] = "the same",
        ["mailto"] = "part of an address",
        ["UTC"] = "a zone's name",
        ["groq"] = "an example of a name, as it is typed",
        ["https://api.groq.com/openai/v1"] = "an example of an address",
        ["{\"temperature\": 0}"] = "an example of a merge patch",
        ["TTFT"] = "time to first token, by this name everywhere",
        ["JSONL"] = "a file format's name",
        ["CSV"] = "the same",
        ["Europe/Berlin"] = "an example of a time zone's name",
    };

    /// <summary>Texts that are found by what they say in English (Ui/Sentences.cs).</summary>
    private static readonly TextFile Sentences = TextFile.All.Single(f => f.Name == "SentencesText");

    private static readonly IReadOnlyList<Language> Others = [.. Language.All.Where(l => l != Language.English)];

    [Fact]
    public void Every_text_is_there_in_every_language() =>
        Rule.Holds(
            "A reader of that language would get English, or nothing.",
            from file in TextFile.All
            from language in Others
            from problem in Problems(file, language)
            select $"{file.Path}, {language.Code}: {problem}");

    [Fact]
    public void Every_text_is_used() =>
        Rule.Holds(
            "Nobody reads it: remove it from all its files.",
            from file in TextFile.All
            where file != Sentences
            let used = Used(file.Name)
            from key in file.English.Keys
            where !used.Contains(key)
            select $"{file.Path}: {key}");

    [Fact]
    public void Names_of_text_files_are_unique() =>
        Rule.Holds(
            "The build makes a class of each, one file per name.",
            TextFile.All.GroupBy(f => f.Name).Where(same => same.Count() > 1).Select(same => string.Join(", ", same.Select(f => f.Path))));

    [Fact]
    public void Markup_holds_no_words() =>
        Rule.Holds(
            "Move the words to a resource file of the folder. (What is no text stands in NotTranslated.)",
            from found in MarkupWords.In(Product.Dashboard)
            where !NotTranslated.ContainsKey(found.Words.Trim(' ', '·', ':', '(', ')'))
            select $"{found.Component.FullName}: {found.Words}");

    [Fact]
    public void Every_sentence_of_the_domain_that_is_translated_is_still_said() =>
        Rule.Holds(
            "It is known by its English text, so it is translated no more: word it in SentencesText as it is said now, or remove it.",
            from text in Sentences.English
            let pieces = Place().Split(text.Value)
            where !Repository.Source.Any(f => f.Path.StartsWith("src/", StringComparison.Ordinal) && pieces.All(p => f.Text.Contains(p, StringComparison.Ordinal)))
            select $"{text.Key}: {text.Value}");

    private static IEnumerable<string> Problems(TextFile file, Language language)
    {
        if (file.In(language.Code) is not { } texts)
        {
            return ["the file is missing"];
        }

        return file.English.Keys.Except(texts.Keys).Select(key => $"{key} is missing")
            .Concat(texts.Keys.Except(file.English.Keys).Select(key => $"{key} is not in English"))
            .Concat(file.English.Where(t => texts.ContainsKey(t.Key)).Select(t => (t.Key, Problem: Problem(t.Value, texts[t.Key]))).Where(t => t.Problem is not null).Select(t => $"{t.Key} {t.Problem}"));
    }

    private static string? Problem(string english, string text) =>
        string.IsNullOrWhiteSpace(text) || string.IsNullOrWhiteSpace(english) ? "is empty"
        : !Places(english).SequenceEqual(Places(text)) ? $"has other places than '{english}'"
        : text == english && Words().Count(text) > 2 && !IsPath(text) ? $"is still '{english}'"
        : null;

    // Where to click in a product whose menus are quoted as it writes them.
    private static bool IsPath(string text) => text.Contains('→', StringComparison.Ordinal);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    private static HashSet<string> Used(string name) =>
    [
        .. Repository.Markup.Concat(Repository.Source).Where(f => f.Path.StartsWith("src/Dashboard/", StringComparison.Ordinal))
            .SelectMany(f => Regex.Matches(f.Text, $@"\b{name}\.(\w+)").Select(m => m.Groups[1].Value)),
    ];

    [GeneratedRegex(@"\{\d+[^}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\p{L}{3,}")]
    private static partial Regex Words();
}
