using System.Globalization;
using System.Text;

namespace Observability.Testing.FakeProvider;

/// <summary>Makes up text that reads like an assistant's.</summary>
public static class Prose
{
    private static readonly string[] Sentences =
    [
        "Start with the {0} part and write down what you see.",
        "Most people begin with the {1}, which is fine as long as it is {0}.",
        "The short answer is yes, but check the {1} first.",
        "If time is short, leave the {1} for later.",
        "A {0} {1} usually costs less than it seems.",
        "Two things matter here: the {1} and the people who use it.",
        "I would try the {0} way first, because it is easy to undo.",
        "Measure once before you change the {1}, and once after.",
        "That works well for small groups; for larger ones you need a {0} plan.",
        "The usual mistake is to forget the {1} until the last day.",
        "Ask somebody who did it last year, they will know the {0} details.",
        "Here is one way to put it: keep the {1} and drop the rest.",
        "You can do both, but not on the same day.",
        "It depends on the {1}, so let us look at the two common cases.",
        "In the first case nothing changes; in the second you need a {0} {1}.",
        "Once a week is enough, twice is better when it rains.",
        "Keep the receipt, even when the {1} looks {0}.",
        "After that the {1} takes care of itself.",
        "If something is unclear, say so early and in one sentence.",
        "There is no need to decide today.",
    ];

    private static readonly string[] Nouns =
    [
        "budget", "invoice", "calendar", "checklist", "workshop", "library", "timetable", "recipe", "index", "notebook", "contract", "draft",
        "market", "delivery", "garden", "backup", "ledger", "greenhouse", "report", "repair", "bakery", "archive", "letter", "schedule",
    ];

    private static readonly string[] Qualities =
    [
        "careful", "shared", "small", "simple", "quiet", "second", "cheaper", "familiar", "weekly", "patient", "honest", "spare", "plain", "local",
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
        string.Format(CultureInfo.InvariantCulture, One(Sentences, dice), One(Qualities, dice), One(Nouns, dice));

    private static string One(string[] words, Random dice) => words[dice.Next(words.Length)];
}
