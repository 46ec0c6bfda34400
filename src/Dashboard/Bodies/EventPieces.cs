using System.Text;

namespace Observability.Dashboard.Bodies;

/// <summary>Cuts a stream into its events by what separates them: an empty line between events, or a line each.</summary>
internal static class EventPieces
{
    /// <summary>Most characters of one event that are shown.</summary>
    public const int LongestShown = 4096;

    /// <summary>The events that begin in a piece of a stream.</summary>
    /// <param name="bytes">The bytes from <see cref="Before"/> bytes before the piece on, and beyond its end as far as they were read.</param>
    /// <param name="from">Offset of the first of them in the body.</param>
    /// <param name="begin">Offset at which the piece begins.</param>
    /// <param name="end">Offset at which it ends.</param>
    /// <param name="byLine">Whether every line is an event.</param>
    /// <param name="isEnd">Whether the body ends with these bytes.</param>
    public static IReadOnlyList<StreamEvent> Cut(ReadOnlySpan<byte> bytes, long from, long begin, long end, bool byLine, bool isEnd)
    {
        var events = new List<StreamEvent>();
        var at = from == begin ? 0 : NextEvent(bytes, (int)(begin - from), byLine);
        while (at < bytes.Length && from + at < end)
        {
            var next = NextEvent(bytes, at + 1, byLine);
            var text = bytes[at..next].TrimEnd("\r\n"u8);
            if (!text.IsEmpty)
            {
                var shown = text[..Math.Min(text.Length, LongestShown)];
                events.Add(new(from + at, from + next, Encoding.UTF8.GetString(shown), shown.Length < text.Length || (next == bytes.Length && !isEnd)));
            }

            at = next;
        }

        return events;
    }

    /// <summary>Bytes needed before a piece to see whether an event begins at its very start.</summary>
    public const int Before = 4;

    // The first place at or after `at` where an event begins: after the line ends that end the one before.
    private static int NextEvent(ReadOnlySpan<byte> bytes, int at, bool byLine)
    {
        for (var i = at; i < bytes.Length; i++)
        {
            var next = bytes[i..].IndexOfAny((byte)'\n', (byte)'\r');
            if (i == at && IsAfterEnd(bytes, i, byLine))
            {
                return i;
            }

            if (next < 0)
            {
                return bytes.Length;
            }

            i += next;
            var after = bytes[i] == '\r' && i + 1 < bytes.Length && bytes[i + 1] == '\n' ? i + 2 : i + 1;
            if (after < bytes.Length && IsAfterEnd(bytes, after, byLine))
            {
                return after;
            }

            i = after - 1;
        }

        return bytes.Length;
    }

    // Whether what stands before `at` ends an event, and what stands at it is no further line end.
    private static bool IsAfterEnd(ReadOnlySpan<byte> bytes, int at, bool byLine)
    {
        if (at >= bytes.Length || bytes[at] is (byte)'\n' or (byte)'\r')
        {
            return false;
        }

        var before = bytes[..at];
        return byLine ? before is [.., (byte)'\n' or (byte)'\r']
            : before is [.., (byte)'\n', (byte)'\n'] or [.., (byte)'\r', (byte)'\r'] or [.., (byte)'\n', (byte)'\r', (byte)'\n'];
    }
}

/// <summary>One event of a stream.</summary>
/// <param name="Offset">Its first byte in the decoded body.</param>
/// <param name="End">The first byte after it and what separates it from the next.</param>
/// <param name="Text">Its lines as they came; the beginning of a long one.</param>
/// <param name="IsCut">Whether there is more of it.</param>
public sealed record StreamEvent(long Offset, long End, string Text, bool IsCut)
{
    /// <summary>When its last byte came, since the request's arrival; null when that is not known.</summary>
    public TimeSpan? At { get; init; }

    /// <summary>How long after the one before it; null for the first.</summary>
    public TimeSpan? Gap { get; init; }
}
