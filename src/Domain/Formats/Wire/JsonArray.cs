using System.Buffers;

namespace Observability.Domain.Formats.Wire;

/// <summary>Reads a body that is one JSON array whose elements arrive one by one. Never throws; takes time proportional to the body.</summary>
internal static class JsonArray
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);

    /// <summary>Whether the body starts as an array does.</summary>
    public static bool Is(ReadOnlyMemory<byte> body) => LenientJson.Trim(body).Span is [(byte)'[', ..];

    /// <summary>The elements that are objects or arrays, in order. A last one that was cut is there too, not <see cref="Frame.Ended"/>.</summary>
    /// <param name="body">The body.</param>
    /// <param name="closed">Whether the array's own end was seen.</param>
    public static IReadOnlyList<Frame> Read(ReadOnlyMemory<byte> body, out bool closed)
    {
        closed = false;
        var elements = new List<Frame>();
        var bytes = body.Span;
        var at = bytes.IndexOf((byte)'[') + 1;
        var (start, first, depth) = (0, 0, 0);
        while (at < bytes.Length && bytes[at..].IndexOfAny(Structure) is var next and >= 0)
        {
            at += next;
            switch (bytes[at])
            {
                case (byte)'"':
                    at = AfterString(bytes, at);
                    continue;
                case (byte)'{' or (byte)'[':
                    first = depth++ == 0 ? at : first;
                    break;
                default:
                    closed = depth == 0;
                    depth--;
                    break;
            }

            at++;
            if (closed)
            {
                return elements;
            }

            if (depth == 0)
            {
                elements.Add(new("message", body[first..at], "", start, at, true));
                start = at;
            }
        }

        if (depth > 0)
        {
            elements.Add(new("message", body[first..], "", start, bytes.Length, false));
        }

        return elements;
    }

    private static int AfterString(ReadOnlySpan<byte> bytes, int quote)
    {
        var at = quote + 1;
        while (at < bytes.Length && bytes[at..].IndexOfAny((byte)'"', (byte)'\\') is var next and >= 0)
        {
            at += next;
            if (bytes[at] == '"')
            {
                return at + 1;
            }

            at += 2;
        }

        return bytes.Length;
    }
}
