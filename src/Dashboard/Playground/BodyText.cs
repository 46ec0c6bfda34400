using System.Text;
using System.Text.Unicode;

namespace Observability.Dashboard.Playground;

/// <summary>A body as text to edit.</summary>
public static class BodyText
{
    /// <summary>Longest text that is edited as one, bytes of a body and characters of a field: it crosses the circuit whole.</summary>
    public const int Longest = 256 << 10;

    /// <summary>Most bytes a message of a circuit may have: the longest text, twice escaped on its way, and what is around it.</summary>
    public const int LongestMessage = 2 << 20;

    /// <summary>The body as text; null when it is too long for that, or no text.</summary>
    public static string? Of(ReadOnlyMemory<byte> body) =>
        body.Length <= Longest && Utf8.IsValid(body.Span) && !body.Span.Contains((byte)0) ? Encoding.UTF8.GetString(body.Span) : null;
}
