using System.Text;
using Observability.Domain.Conversations;
using Observability.Domain.Formats;

namespace Observability.Domain.Exchanges;

/// <summary>The words of an exchange that can be searched. What a list shows of it (<see cref="Previews"/>) is always among them.</summary>
internal static class SearchText
{
    /// <summary>The texts of <paramref name="row"/>.</summary>
    public static ExchangeTexts Of(Exchange row, Reading reading) => ExchangeTexts.Of(row, InputOf(reading), OutputOf(row.Error, reading));

    // Where not all fits: first what the user said last, then the newest; in the order they were said.
    private static string InputOf(Reading reading)
    {
        var messages = reading.Input;
        var shown = Previews.Shown(messages);
        var pieces = new SortedDictionary<int, string>();
        var room = ExchangeTexts.MaxSide;
        if (shown >= 0)
        {
            Take(shown);
        }

        for (var i = messages.Count - 1; i >= FirstNew(messages) && room > 0; i--)
        {
            if (i != shown)
            {
                Take(i);
            }
        }

        return string.Join(' ', pieces.Values);

        void Take(int index)
        {
            var line = Line(OwnWordsFirst(messages[index].Text), room);
            if (line.Length > 0)
            {
                pieces[index] = line;
                room -= line.Length + 1;
            }
        }
    }

    // What went wrong is what the list shows, so it comes first; reasoning is long and comes last.
    private static string OutputOf(string? error, Reading reading)
    {
        var parts = reading.Output.SelectMany(m => m.Parts).ToList();
        var pieces = parts.Select(Said).Concat(parts.Select(Previews.Part)).Concat(parts.Select(Thought)).Prepend(error);
        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            if (piece is not null && Line(piece, ExchangeTexts.MaxSide - text.Length - 1) is { Length: > 0 } line)
            {
                text.Append(text.Length > 0 ? " " : "").Append(line);
            }
        }

        return text.ToString();
    }

    // Answers at the very end were put there for the model to go on from.
    private static int FirstNew(IReadOnlyList<Message> messages)
    {
        var last = messages.Count - 1;
        while (last >= 0 && IsAnswer(messages[last]))
        {
            last--;
        }

        while (last >= 0 && !IsAnswer(messages[last]))
        {
            last--;
        }

        return last + 1;
    }

    private static bool IsAnswer(Message message) => message.Role is "assistant" or "model";

    // Documents that a client put before a question are long, and would push it out.
    private static string OwnWordsFirst(string text) => OwnWords.Of(text) is var own && own.Length < text.Length
        ? $"{own} {text[..text.LastIndexOf(own, StringComparison.Ordinal)]}"
        : text;

    private static string? Said(ContentPart part) => part switch
    {
        TextPart text => text.Text,
        RefusalPart refusal => refusal.Text,
        ToolResultPart result => result.Text,
        CitationPart citation => $"{citation.Title} {citation.Url}",
        _ => null,
    };

    private static string? Thought(ContentPart part) => part is ReasoningPart reasoning ? reasoning.Text : null;

    private static string Line(string text, int room) => room <= 0 ? "" : StoredText.OneLine(text, room, "");
}
