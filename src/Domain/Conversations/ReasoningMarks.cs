namespace Observability.Domain.Conversations;

/// <summary>Reasoning that stands in the text of an answer between marks. Clients take it out before they send the answer back.</summary>
/// <remarks>The marks that Open WebUI 0.11 knows, and its own folds: <c>&lt;details type="reasoning" …&gt;…&lt;/details&gt;</c>.</remarks>
internal static class ReasoningMarks
{
    private static readonly (string Open, string Close)[] Marks =
    [
        ("<think>", "</think>"), ("<thinking>", "</thinking>"), ("<reason>", "</reason>"), ("<reasoning>", "</reasoning>"),
        ("<thought>", "</thought>"), ("<Thought>", "</Thought>"), ("<|begin_of_thought|>", "<|end_of_thought|>"), ("◁think▷", "◁/think▷"),
        ("<details type=\"", "</details>"),
    ];

    /// <summary>The text without it; what was begun and not ended reaches to the end.</summary>
    public static string Without(string text)
    {
        if (!text.AsSpan().ContainsAny('<', '◁'))
        {
            return text;
        }

        foreach (var (open, close) in Marks)
        {
            text = Without(text, open, close);
        }

        return text;
    }

    private static string Without(string text, string open, string close)
    {
        var from = text.IndexOf(open, StringComparison.Ordinal);
        if (from < 0)
        {
            return text;
        }

        var kept = new System.Text.StringBuilder(text.Length);
        var at = 0;
        while (from >= 0)
        {
            kept.Append(text, at, from - at);
            var end = text.IndexOf(close, from + open.Length, StringComparison.Ordinal);
            if (end < 0)
            {
                return kept.ToString();
            }

            at = end + close.Length;
            from = text.IndexOf(open, at, StringComparison.Ordinal);
        }

        return kept.Append(text, at, text.Length - at).ToString();
    }
}
