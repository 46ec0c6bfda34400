using System.Text.Unicode;

namespace Observability.Domain.Redaction;

/// <summary>Covers up personal data and secrets in a body. Pure; the same body gives the same result however it arrived.</summary>
/// <remarks>
/// <code>
/// {"content":"Write to jane@example.org"}     becomes     {"content":"Write to [email]*********"}
/// </code>
/// Every cover is as long as what it covers, so JSON stays JSON, numbers stay where they are, and the moments at which bytes arrived still belong
/// to them. What is spread over the events of a stream is found, too. Covering up what is covered changes nothing. docs/redaction.md.
/// </remarks>
public static class BodyMask
{
    // What was covered up could stand beside something that only then is recognised; it never takes more than a second look.
    private const int MostPasses = 8;

    // The end of a text that was cut may be the beginning of anything that has no space in it.
    private const int LongestTail = 512;

    /// <summary>The body with everything covered up; null when it cannot be searched: it is no text, or nested too deep.</summary>
    /// <param name="body">The bytes, without a content coding.</param>
    /// <param name="contentType">Value of <c>Content-Type</c>; null when absent.</param>
    /// <param name="isCut">Whether more of it was passed on than is here.</param>
    public static MaskedBody? Of(ReadOnlyMemory<byte> body, string? contentType, bool isCut)
    {
        if (!IsText(body.Span) || contentType?.Contains("x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
        {
            return null;
        }

        var counts = new MaskedCounts();
        var bytes = body.ToArray();
        if (isCut)
        {
            CoverTail(bytes);
        }

        return TryCover(bytes, counts) ? new(bytes, counts) : null;
    }

    /// <summary>A short text, such as a header's value, with everything covered up.</summary>
    /// <param name="text">The text.</param>
    /// <param name="counts">Counts what was covered up.</param>
    public static string Of(string text, MaskedCounts counts)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(counts);
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var before = counts.Total;
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var look = new MaskingPass(bytes, counts);
            look.Run([new(0, 0, bytes.Length, IsEscaped: false)], []);
            if (look.Covered == 0)
            {
                // What does not change keeps its lone surrogates.
                return counts.Total == before ? text : System.Text.Encoding.UTF8.GetString(bytes);
            }
        }

        return "[redacted]";
    }

    private static bool TryCover(byte[] bytes, MaskedCounts counts)
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            List<Fragment> texts = [];
            List<Range> numbers = [];
            if (!BodyFragments.TryRead(bytes, texts, numbers))
            {
                return false;
            }

            var look = new MaskingPass(bytes, counts);
            look.Run(texts, numbers);
            if (look.Covered == 0)
            {
                return true;
            }
        }

        return false;
    }

    // Only the last character may be cut. A NUL says that it is UTF-16 or no text at all.
    private static bool IsText(ReadOnlySpan<byte> body)
    {
        for (var cut = 0; cut < 4 && cut <= body.Length; cut++)
        {
            if (Utf8.IsValid(body[..^cut]))
            {
                return !body.Contains((byte)0);
            }
        }

        return false;
    }

    private static void CoverTail(Span<byte> bytes)
    {
        var start = bytes.LastIndexOfAny(" \n\r\t\""u8) + 1;
        bytes[Math.Max(start, bytes.Length - LongestTail)..].Fill((byte)'*');
    }
}

/// <summary>A body after <see cref="BodyMask"/>.</summary>
/// <param name="Bytes">As many bytes as before.</param>
/// <param name="Masked">What was covered up.</param>
public sealed record MaskedBody(ReadOnlyMemory<byte> Bytes, MaskedCounts Masked);
