using Observability.Domain.Conversations;
using Observability.Domain.Formats;

namespace Observability.Domain.Exchanges;

/// <summary>The one line a list shows of each side of an exchange.</summary>
internal static class Previews
{
    /// <summary>Start of the last thing the user said, without documents a client put before it, or else of the last message; null when there is none.</summary>
    public static string? Request(Reading reading) => Shown(reading.Input) is >= 0 and var shown ? Line(OwnWords.Of(reading.Input[shown].Text)) : null;

    /// <summary>Which message of a request is shown; -1 when none has text.</summary>
    public static int Shown(IReadOnlyList<Message> messages)
    {
        var last = -1;
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Text.Length > 0)
            {
                if (messages[i].Role == "user")
                {
                    return i;
                }

                last = last < 0 ? i : last;
            }
        }

        return last;
    }

    /// <summary>The start of the answer, or else what it called; what went wrong comes before it, except where the client just went away.</summary>
    public static string? Response(ExchangeOutcome outcome, string? error, Reading reading) =>
        outcome == ExchangeOutcome.ClientAborted ? Answer(reading) ?? Line(error) : Line(error) ?? Answer(reading);

    private static string? Answer(Reading reading) =>
        Line(reading.Output.Select(m => m.Text).FirstOrDefault(t => t.Length > 0))
        ?? Line(reading.Output.SelectMany(m => m.Parts).Select(Part).FirstOrDefault(t => t is not null));

    /// <summary>What an answer without text is shown by: the call of a tool, the number of vectors; null for other parts.</summary>
    public static string? Part(ContentPart part) => part switch
    {
        ToolCallPart call => $"{call.Name}({call.Arguments})",
        VectorsPart { Dimensions: { } dimensions } vectors => $"{vectors.Count} × {dimensions} numbers",
        VectorsPart vectors => $"{vectors.Count} vectors",
        _ => null,
    };

    private static string? Line(string? text) => text is not null && StoredText.OneLine(text) is { Length: > 0 } line ? line : null;
}
