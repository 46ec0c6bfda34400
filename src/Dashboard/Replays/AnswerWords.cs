using Observability.Dashboard.Compare;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Replays;

/// <summary>The words of an answer, for reading and comparing them.</summary>
internal static class AnswerWords
{
    /// <summary>What a person reads of an answer: the text of its choices, one after the other; empty when there is none.</summary>
    public static string TextOf(Reading? reading) => Joined(reading, message => message.Text);

    /// <summary>The reasoning in it.</summary>
    public static string ReasoningOf(Reading? reading) => Joined(reading, message => string.Join('\n', message.Parts.OfType<ReasoningPart>().Select(p => p.Text)));

    /// <summary>What two answers are compared by: everything said and called, without the reasoning, which no two runs share.</summary>
    public static string ComparedOf(Reading? reading) =>
        Joined(reading, message => ComparedMessage.Of(message with { Parts = [.. message.Parts.Where(p => p is not ReasoningPart)] }).Text);

    private static string Joined(Reading? reading, Func<Message, string> words) =>
        reading is null ? "" : string.Join("\n\n", reading.Output.Select(words).Where(text => text.Length > 0));
}
