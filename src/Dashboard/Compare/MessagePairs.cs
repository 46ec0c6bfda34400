using Observability.Domain.Formats;

namespace Observability.Dashboard.Compare;

/// <summary>A message of one conversation and the one of another that stands in its place.</summary>
/// <param name="First">Null = only the second has it.</param>
/// <param name="Second">Null = only the first has it.</param>
public sealed record MessagePair(ComparedMessage? First, ComparedMessage? Second)
{
    /// <summary>Whether they say the same.</summary>
    public bool IsSame => First == Second;
}

/// <summary>What is compared of a message.</summary>
/// <param name="Role">Its role.</param>
/// <param name="Text">All of its parts as text.</param>
public sealed record ComparedMessage(string Role, string Text)
{
    /// <summary>A message as it is compared.</summary>
    public static ComparedMessage Of(Message message) => new(message.Role, string.Join('\n', message.Parts.Select(TextOf)));

    private static string TextOf(ContentPart part) => part switch
    {
        TextPart text => text.Text,
        ReasoningPart reasoning => reasoning.Text,
        RefusalPart refusal => refusal.Text,
        ToolCallPart call => $"→ {call.Name}({call.Arguments})",
        ToolResultPart result => $"← {result.Text}",
        MediaPart media => $"[{media.Kind} {media.MediaType} {media.Url} {media.InlineBytes}]",
        CitationPart citation => $"[{citation.Title} {citation.Url}]",
        VectorsPart vectors => $"[{vectors.Count} × {vectors.Dimensions}]",
        UnknownPart unknown => unknown.Json,
        _ => "",
    };
}

/// <summary>Two conversations beside each other: what both begin with, what both end with, and between them pairs in order.</summary>
/// <param name="Same">How many messages both begin with.</param>
/// <param name="Rest">Those after them, in order.</param>
public sealed record MessagePairs(int Same, IReadOnlyList<MessagePair> Rest)
{
    /// <summary>Puts the messages of two conversations beside each other.</summary>
    public static MessagePairs Of(IReadOnlyList<Message> first, IReadOnlyList<Message> second)
    {
        var (a, b) = (first.Select(ComparedMessage.Of).ToList(), second.Select(ComparedMessage.Of).ToList());
        var shorter = Math.Min(a.Count, b.Count);
        var start = 0;
        while (start < shorter && a[start] == b[start])
        {
            start++;
        }

        var end = 0;
        while (end < shorter - start && a[^(end + 1)] == b[^(end + 1)])
        {
            end++;
        }

        return new(start, [.. Between(a[start..(a.Count - end)], b[start..(b.Count - end)]), .. a[(a.Count - end)..].Select(m => new MessagePair(m, m))]);
    }

    // Pairs go by role: a question was changed into another question, never into an answer.
    private static IEnumerable<MessagePair> Between(List<ComparedMessage> first, List<ComparedMessage> second)
    {
        var at = 0;
        foreach (var message in first)
        {
            var other = second.FindIndex(at, m => m.Role == message.Role);
            if (other < 0)
            {
                yield return new(message, null);
                continue;
            }

            for (; at < other; at++)
            {
                yield return new(null, second[at]);
            }

            yield return new(message, second[at++]);
        }

        for (; at < second.Count; at++)
        {
            yield return new(null, second[at]);
        }
    }
}
