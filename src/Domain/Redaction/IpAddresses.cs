using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Observability.Domain.Redaction;

/// <summary>Finds IP addresses that are somebody's: not loopback, not <c>0.0.0.0</c>, and not versions of programs (<c>Chrome/120.0.0.0</c>).</summary>
internal static class IpAddresses
{
    private const int Longest6 = 45;

    private static readonly SearchValues<byte> OfAddress = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    /// <summary>Adds those in <paramref name="text"/>.</summary>
    public static void Find(ReadOnlySpan<byte> text, List<Finding> found)
    {
        for (var at = 0; at < text.Length;)
        {
            var skip = text[at..].IndexOfAny((byte)'.', (byte)':');
            if (skip < 0)
            {
                return;
            }

            at += skip;
            var end = text[at] == '.' ? Version4(text, at, found) : Version6(text, at, found);
            at = Math.Max(at + 1, end);
        }
    }

    // The dot is the first of three.
    private static int Version4(ReadOnlySpan<byte> text, int dot, List<Finding> found)
    {
        var start = dot;
        while (start > 0 && dot - start < 4 && TextEdge.IsDigit(text[start - 1]))
        {
            start--;
        }

        var end = start;
        Span<int> parts = stackalloc int[4];
        for (var part = 0; part < 4; part++)
        {
            var from = part == 0 ? end : end + 1;
            if (part > 0 && (end >= text.Length || text[end] != '.'))
            {
                return dot;
            }

            end = from;
            while (end < text.Length && end - from < 4 && TextEdge.IsDigit(text[end]))
            {
                parts[part] = (parts[part] * 10) + text[end++] - '0';
            }

            if (end == from || end - from > 3 || parts[part] > 255)
            {
                return dot;
            }
        }

        if (TextEdge.IsBefore(text, start) && TextEdge.IsAfter(text, end) && !IsNumbered(text, start, end) && IsSomebodys(parts))
        {
            found.Add(new(SensitiveKind.Ip, start, end));
        }

        return end;
    }

    // Part of something with more dots or dashes, or a version: Chrome/120.0.1.2, v1.2.3.4, version 1.2.3.4.
    private static bool IsNumbered(ReadOnlySpan<byte> text, int start, int end)
    {
        var before = start == 0 ? (byte)' ' : text[start - 1];
        var name = text[..start].TrimEnd(" =:\""u8);
        return before is (byte)'.' or (byte)'-'
            || (end + 1 < text.Length && text[end] is (byte)'.' or (byte)'-' && TextEdge.IsAlphanumeric(text[end + 1]))
            || (before == '/' && start > 1 && TextEdge.IsAlphanumeric(text[start - 2]))
            || (name.Length < start && name.Length >= 7 && Ascii.EqualsIgnoreCase(name[^7..], "version"u8));
    }

    private static bool IsSomebodys(ReadOnlySpan<int> parts) =>
        parts[0] is not 0 and not 127 && parts is not [_, 0, 0, 0] and not [255, ..];

    private static int Version6(ReadOnlySpan<byte> text, int colon, List<Finding> found)
    {
        var start = colon;
        while (start > 0 && colon - start < 5 && char.IsAsciiHexDigit((char)text[start - 1]))
        {
            start--;
        }

        var length = text[start..].IndexOfAnyExcept(OfAddress);
        var end = length < 0 ? text.Length : start + length;
        if (end - start <= Longest6)
        {
            while (end > start && text[end - 1] is (byte)'.' || (end > start + 1 && text[end - 1] == ':' && text[end - 2] != ':'))
            {
                end--;
            }

            if (TextEdge.IsBefore(text, start) && TextEdge.IsAfter(text, end) && IsVersion6(text[start..end]))
            {
                found.Add(new(SensitiveKind.Ip, start, end));
            }
        }

        return end;
    }

    // std::vec, 12:30:45 and a::b are none; ::1 is nobody's.
    private static bool IsVersion6(ReadOnlySpan<byte> text)
    {
        var groups = 0;
        for (var i = 0; i < text.Length; i++)
        {
            groups += text[i] is not (byte)':' && (i == 0 || text[i - 1] == ':') ? 1 : 0;
        }

        return text.Count((byte)':') >= 2 && text.ContainsAnyInRange((byte)'0', (byte)'9') && text[0] != ':'
            && (groups > 3 || text.IndexOf((byte)':') >= 3)
            && IPAddress.TryParse(Encoding.ASCII.GetString(text), out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }
}
