using Observability.Domain.Formats;

namespace Observability.Dashboard.Exchanges;

/// <summary>What a panel keeps of an exchange as long as it is open: no bytes, the end of a long conversation, and no text longer than anybody reads there.</summary>
public static class PanelReading
{
    /// <summary>Messages that are kept besides those of the system.</summary>
    public const int MostMessages = 30;

    /// <summary>Longest text of one part, characters.</summary>
    public const int LongestText = 64 << 10;

    /// <summary>Most parts of one message.</summary>
    public const int MostParts = 200;

    private const int MostSystem = 3;

    /// <summary>The detail within these bounds.</summary>
    public static ExchangeDetail Of(ExchangeDetail detail)
    {
        var bare = detail with { RequestBody = default, ResponseBody = default };
        if (detail.Reading is not { } whole)
        {
            return bare;
        }

        var reading = whole with { Input = Cut(whole.Input), Output = Cut(whole.Output) };
        var turns = Turns(reading);
        var shown = turns.TakeLast(MostMessages).ToList();
        IReadOnlyList<Message> input = [.. reading.Input.Where(IsSystem).Take(MostSystem), .. shown];
        return bare with
        {
            Reading = reading with { Input = input, TokenOffsets = [] },
            Parts = ConversationParts.Of(detail with { Reading = reading }).Only([.. input, .. reading.Output]),
            Earlier = turns.Count - shown.Count,
            IsCut = IsCut(whole.Input, reading.Input) || IsCut(whole.Output, reading.Output),
        };
    }

    /// <summary>Messages before the one with this number, of a detail that holds them all.</summary>
    /// <param name="detail">The exchange, whole.</param>
    /// <param name="before">How many messages come before the last one wanted and with it.</param>
    /// <param name="most">Most of them.</param>
    public static MessagePiece Before(ExchangeDetail detail, int before, int most)
    {
        if (detail.Reading is not { } whole)
        {
            return new(0, [], ConversationParts.Of(detail));
        }

        var reading = whole with { Input = Cut(whole.Input), Output = [] };
        var turns = Turns(reading);
        var end = Math.Clamp(before, 0, turns.Count);
        var first = Math.Max(0, end - most);
        var shown = turns[first..end];
        return new(first, shown, ConversationParts.Of(detail with { Reading = reading }).Only(shown));
    }

    /// <summary>Whether a message is of the system: such stand first, whatever else is left out.</summary>
    public static bool IsSystem(Message message) => message.Role is "system" or "developer";

    private static List<Message> Turns(Reading reading) => [.. reading.Input.Where(m => !IsSystem(m))];

    private static IReadOnlyList<Message> Cut(IReadOnlyList<Message> messages) =>
        [.. messages.Select(m => m.Parts.Count <= MostParts && !m.Parts.Any(IsLong) ? m : m with { Parts = [.. m.Parts.Take(MostParts).Select(Cut)] })];

    private static bool IsLong(ContentPart part) => part switch
    {
        TextPart text => text.Text.Length > LongestText,
        ReasoningPart thought => thought.Text.Length > LongestText,
        RefusalPart refusal => refusal.Text.Length > LongestText,
        ToolResultPart result => result.Text.Length > LongestText,
        ToolCallPart call => call.Arguments.Length > LongestText,
        UnknownPart unknown => unknown.Json.Length > LongestText,
        MediaPart media => media.Url?.Length > LongestText,
        _ => false,
    };

    private static ContentPart Cut(ContentPart part) => !IsLong(part) ? part : part switch
    {
        TextPart text => new TextPart(Cut(text.Text)),
        ReasoningPart thought => new ReasoningPart(Cut(thought.Text)),
        RefusalPart refusal => new RefusalPart(Cut(refusal.Text)),
        ToolResultPart result => result with { Text = Cut(result.Text) },
        ToolCallPart call => call with { Arguments = Cut(call.Arguments) },
        UnknownPart unknown => new UnknownPart(Cut(unknown.Json)),
        MediaPart { Url: { } url } media => media with { Url = Cut(url) },
        _ => part,
    };

    private static string Cut(string text) => $"{text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)]}…";

    private static bool IsCut(IReadOnlyList<Message> whole, IReadOnlyList<Message> shown) => whole.Zip(shown).Any(m => !ReferenceEquals(m.First, m.Second));
}

/// <summary>Consecutive messages of a long conversation.</summary>
/// <param name="First">How many come before them.</param>
/// <param name="Messages">The messages, oldest first.</param>
/// <param name="Parts">What belongs together in them.</param>
public sealed record MessagePiece(int First, IReadOnlyList<Message> Messages, ConversationParts Parts);
