using System.Globalization;
using System.Text;

namespace Observability.Ingest.Tests.Proxy.Differential;

/// <summary>Thirteen ways to make a connection's bytes a little wrong. The same dice make the same bytes.</summary>
internal static class Mutations
{
    private const int MaxBytes = 64 << 10;

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\r", "\n", "\r\n", "\r\n\r\n", "\n\n", "\0", "\t", " ", "\v", "\f", "\u0085", "\u00a0", "\u00ff", ":", ";", ",", "+", "-", "0", "0x", "_", "#", "?", "/", "//",
            "/../", "/%2e%2e/", "%2f", "%00", "\\", "@", "http://x", "chunked", ", chunked", "identity", "gzip", "close", "keep-alive", "HTTP/1.0", "HTTP/1.1",
            "Transfer-Encoding: chunked\r\n", "Transfer-Encoding:chunked\r\n", "Transfer-Encoding : chunked\r\n", "transfer-encoding: \tchunked \r\n", "TE: trailers\r\n",
            "Content-Length: 5\r\n", "Content-Length: 0\r\n", "content-length:5\r\n", "X-Content-Length: 3\r\n", "Connection: close\r\n", "Connection: X-A\r\n",
            "Connection: Transfer-Encoding\r\n", "Host: y\r\n", "Expect: 100-continue\r\n", "Upgrade: h2c\r\n", "Trailer: X-T\r\n", "X-A: 1\r\n", " folded\r\n", "0\r\n\r\n", "5\r\nhello\r\n",
            "GET /plain/\u00fe/smuggled HTTP/1.1\r\nHost: x\r\n\r\n", "\u00fe",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    private static readonly Func<byte[], Random, byte[]>[] Operators =
    [
        DeleteByte, ReplaceByte, InsertByte, SwapBytes, DuplicateSpan, DeleteSpan, InsertToken, ChangeNumber, DuplicateLine, DropLine, SwapLines, SplitRequest, JoinRequests,
    ];

    /// <summary>A mutation of one of the seeds.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> seeds, Random dice)
    {
        var bytes = seeds[dice.Next(seeds.Count)];
        for (var times = 1 + Math.Min(dice.Next(5), dice.Next(5)); times > 0; times--)
        {
            var mutate = Operators[dice.Next(Operators.Length)];
            var mutated = mutate == JoinRequests ? [.. bytes, .. seeds[dice.Next(seeds.Count)]] : mutate(bytes, dice);
            bytes = mutated.Length is > 0 and < MaxBytes ? mutated : bytes;
        }

        return bytes;
    }

    private static byte[] DeleteByte(byte[] bytes, Random dice) => Without(bytes, dice.Next(bytes.Length), 1);

    private static byte[] ReplaceByte(byte[] bytes, Random dice)
    {
        var changed = bytes.ToArray();
        changed[dice.Next(bytes.Length)] = AnyByte(dice);
        return changed;
    }

    private static byte[] InsertByte(byte[] bytes, Random dice) => With(bytes, dice.Next(bytes.Length + 1), [AnyByte(dice)]);

    private static byte[] SwapBytes(byte[] bytes, Random dice)
    {
        var changed = bytes.ToArray();
        var (one, other) = (dice.Next(bytes.Length), dice.Next(bytes.Length));
        (changed[one], changed[other]) = (changed[other], changed[one]);
        return changed;
    }

    private static byte[] DuplicateSpan(byte[] bytes, Random dice)
    {
        var (start, length) = Span(bytes, dice);
        return With(bytes, start, bytes.AsSpan(start, length));
    }

    private static byte[] DeleteSpan(byte[] bytes, Random dice)
    {
        var (start, length) = Span(bytes, dice);
        return Without(bytes, start, length);
    }

    private static byte[] InsertToken(byte[] bytes, Random dice)
    {
        var token = Tokens[dice.Next(Tokens.Length)];
        var lines = LineStarts(bytes);
        var isLine = token.AsSpan().EndsWith("\r\n"u8);
        return With(bytes, isLine && dice.Next(4) > 0 ? lines[dice.Next(lines.Count)] : dice.Next(bytes.Length + 1), token);
    }

    private static byte[] ChangeNumber(byte[] bytes, Random dice)
    {
        List<int> digits = [.. Enumerable.Range(0, bytes.Length).Where(i => bytes[i] is >= (byte)'0' and <= (byte)'9')];
        if (digits.Count == 0)
        {
            return bytes;
        }

        var at = digits[dice.Next(digits.Count)];
        var number = dice.Next(6) switch
        {
            0 => "00",
            1 => "ffffffffffffffff",
            2 => "18446744073709551621",
            3 => "+" + (char)bytes[at],
            4 => (char)bytes[at] + " ",
            _ => dice.Next(40).ToString(CultureInfo.InvariantCulture),
        };
        return With(Without(bytes, at, 1), at, Encoding.Latin1.GetBytes(number));
    }

    private static byte[] DuplicateLine(byte[] bytes, Random dice)
    {
        var lines = LineStarts(bytes);
        var (start, end) = Line(bytes, lines, dice);
        return With(bytes, lines[dice.Next(lines.Count)], bytes.AsSpan(start..end));
    }

    private static byte[] DropLine(byte[] bytes, Random dice)
    {
        var (start, end) = Line(bytes, LineStarts(bytes), dice);
        return Without(bytes, start, end - start);
    }

    private static byte[] SwapLines(byte[] bytes, Random dice)
    {
        var lines = LineStarts(bytes);
        var (start, end) = Line(bytes, lines, dice);
        var line = bytes[start..end];
        var without = Without(bytes, start, end - start);
        var others = LineStarts(without);
        return With(without, others[dice.Next(others.Count)], line);
    }

    private static byte[] SplitRequest(byte[] bytes, Random dice) => With(bytes, dice.Next(bytes.Length + 1), "\r\n\r\n"u8);

    // Done by the caller, who has the other requests.
    private static byte[] JoinRequests(byte[] bytes, Random dice) => bytes;

    private static byte AnyByte(Random dice) => dice.Next(3) switch
    {
        0 => (byte)dice.Next(256),
        1 => (byte)dice.Next(33),
        _ => (byte)dice.Next(33, 127),
    };

    private static (int Start, int Length) Span(byte[] bytes, Random dice)
    {
        var start = dice.Next(bytes.Length);
        return (start, 1 + dice.Next(Math.Min(40, bytes.Length - start)));
    }

    private static List<int> LineStarts(byte[] bytes)
    {
        List<int> starts = [0];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\n')
            {
                starts.Add(i + 1);
            }
        }

        return starts;
    }

    private static (int Start, int End) Line(byte[] bytes, List<int> starts, Random dice)
    {
        var number = dice.Next(starts.Count);
        return (starts[number], number + 1 < starts.Count ? starts[number + 1] : bytes.Length);
    }

    private static byte[] With(byte[] bytes, int at, ReadOnlySpan<byte> more) => [.. bytes.AsSpan(0, at), .. more, .. bytes.AsSpan(at)];

    private static byte[] Without(byte[] bytes, int at, int count) => [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + count)];
}
