using System.Text;

namespace Observability.Testing.FakeProvider;

/// <summary>Makes up text that reads like an assistant's.</summary>
public static class Prose
{
    private static readonly string[] Openings =
    [
        "In short,", "Good question:", "As a rule,", "To begin with,", "Looking closer,", "In practice,", "If you can,", "For most teams,",
        "Before that,", "On a quiet day,", "Once it runs,", "By contrast,", "After a week,", "To be safe,", "Strictly speaking,",
    ];

    private static readonly string[] Nouns =
    [
        "garden", "invoice", "bicycle", "kitchen", "lighthouse", "workshop", "library", "train", "recipe", "harbour", "notebook", "compass",
        "market", "bridge", "orchard", "telescope", "ledger", "greenhouse", "calendar", "river", "bakery", "archive", "letter", "museum",
    ];

    private static readonly string[] Qualities =
    [
        "careful", "shared", "small", "early", "quiet", "second", "cheaper", "familiar", "weekly", "patient", "honest", "spare", "plain", "local",
    ];

    private static readonly string[] Verbs =
    [
        "explains", "replaces", "follows", "protects", "measures", "repairs", "describes", "reaches", "supports", "crosses", "records", "improves",
    ];

    private static readonly string[] Endings =
    [
        "before anything else changes", "without extra cost", "in about ten minutes", "as long as you write it down", "twice a week",
        "even when nobody watches", "and that is usually enough", "so start there", "with two small exceptions", "until the numbers settle",
    ];

    private static readonly string[] ChineseSentences =
    [
        "先把问题分成三个部分。", "这样做的好处是简单明了。", "如果时间不够，可以先做第一步。", "建议每周检查一次结果。", "最后，请把数字写下来。", "这个办法适合大多数团队。",
    ];

    private static readonly string[] Thoughts =
    [
        "The user wants something practical.", "Let me check the two cases first.", "The second case is the harder one.", "A short list will help here.",
        "I should mention the cost.", "That covers it, so I can answer now.",
    ];

    /// <summary>One noun.</summary>
    public static string Noun(Random dice) => One(Nouns, dice);

    /// <summary>A title of three words.</summary>
    public static string Title(Random dice) => $"The {One(Qualities, dice)} {One(Nouns, dice)}";

    /// <summary>A question a reader might ask next.</summary>
    public static string Question(Random dice) => $"How does the {One(Qualities, dice)} {One(Nouns, dice)} change the {One(Nouns, dice)}?";

    /// <summary>A few sentences of thinking aloud.</summary>
    public static string Reasoning(Random dice) => string.Join(' ', Enumerable.Range(0, dice.Next(2, 6)).Select(_ => One(Thoughts, dice)));

    /// <summary>Whether <paramref name="text"/> has Chinese characters.</summary>
    public static bool IsChinese(string text) => text.Any(c => c is >= '\u4E00' and <= '\u9FFF');

    /// <summary>Sentences of at least <paramref name="tokens"/> tokens, in paragraphs, now and then with a list or a piece of code.</summary>
    public static string Paragraphs(Random dice, int tokens, bool chinese)
    {
        var text = new StringBuilder();
        for (var written = 0; written < tokens;)
        {
            var piece = chinese ? One(ChineseSentences, dice) : Piece(dice);
            written += Tokens.Count(piece);
            text.Append(text.Length == 0 || chinese ? "" : dice.Next(5) == 0 ? "\n\n" : " ").Append(piece);
        }

        return text.ToString();
    }

    private static string Piece(Random dice) => dice.Next(16) switch
    {
        0 => $"\n\n- the {One(Nouns, dice)}\n- the {One(Qualities, dice)} {One(Nouns, dice)}\n",
        1 => $"\n\n```python\n{One(Nouns, dice)} = {dice.Next(100)}\nprint({dice.Next(100)})\n```\n",
        _ => Sentence(dice),
    };

    private static string Sentence(Random dice) =>
        $"{One(Openings, dice)} the {One(Qualities, dice)} {One(Nouns, dice)} {One(Verbs, dice)} the {One(Nouns, dice)} {One(Endings, dice)}.";

    private static string One(string[] words, Random dice) => words[dice.Next(words.Length)];
}
