using Observability.Domain.Conversations;
using Observability.Domain.Formats;

namespace Observability.Domain.Exchanges;

/// <summary>The one line a list shows of each side of an exchange.</summary>
internal static class Previews
{
    /// <summary>Start of the last thing the user said, without documents a client put before it, or else of the last message; null when there is none.</summary>
    public static string? Request(Reading reading) =>
        reading.Input.LastOrDefault(m => m.Role == "user" && m.Text.Length > 0) is { } user
            ? Line(OwnWords.Of(user.Text))
            : Line(reading.Input.LastOrDefault(m => m.Text.Length > 0)?.Text);

    /// <summary>The start of the answer, or else what it called; what went wrong comes before it, except where the client just went away.</summary>
    public static string? Response(ExchangeOutcome outcome, string? error, Reading reading) =>
        outcome == ExchangeOutcome.ClientAborted ? Answer(reading) ?? Line(error) : Line(error) ?? Answer(reading);

    private static string? Answer(Reading reading) =>
        Line(reading.Output.Select(m => m.Text).FirstOrDefault(t => t.Length > 0))
        ?? Line(reading.Output.SelectMany(m => m.Parts).Select(Part).FirstOrDefault(t => t is not null));

    private static string? Part(ContentPart part) => part switch
    {
        ToolCallPart call => $"{call.Name}({call.Arguments})",
        VectorsPart { Dimensions: { } dimensions } vectors => $"{vectors.Count} × {dimensions} numbers",
        VectorsPart vectors => $"{vectors.Count} vectors",
        _ => null,
    };

    private static string? Line(string? text) => text is not null && StoredText.OneLine(text) is { Length: > 0 } line ? line : null;
}
