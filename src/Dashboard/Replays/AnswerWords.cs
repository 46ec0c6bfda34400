using Observability.Dashboard.Compare;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Replays;

/// <summary>The words of an answer, for comparing them with another's.</summary>
internal static class AnswerWords
{
    /// <summary>Everything an answer says and calls, one choice after the other, without the reasoning, which no two runs share; empty when there is none.</summary>
    public static string ComparedOf(Reading? reading) => reading is null ? "" : string.Join("\n\n", reading.Output.Select(TextOf).Where(text => text.Length > 0));

    private static string TextOf(Message message) => ComparedMessage.Of(message with { Parts = [.. message.Parts.Where(p => p is not ReasoningPart)] }).Text;
}
