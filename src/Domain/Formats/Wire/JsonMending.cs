using System.Buffers;

namespace Observability.Domain.Formats.Wire;

/// <summary>Makes valid JSON of a text that is not: what was cut off is closed, <c>NaN</c> and <c>Infinity</c> become <c>null</c>.</summary>
internal static class JsonMending
{
    /// <summary>The mended text, or null when it does not even start as an object or an array.</summary>
    /// <param name="text">The text, starting at its first brace.</param>
    /// <param name="whole">Whether every opened bracket was closed and nothing followed.</param>
    public static byte[]? Mend(ReadOnlySpan<byte> text, out bool whole)
    {
        whole = false;
        if (text.IsEmpty || text[0] is not ((byte)'{' or (byte)'['))
        {
            return null;
        }

        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        var open = new Stack<byte>();
        var safe = 0;
        var at = 0;
        while (at < text.Length)
        {
            var taken = Copy(text[at..], output);
            switch (text[at])
            {
                case (byte)'{' or (byte)'[':
                    open.Push(text[at] == '{' ? (byte)'}' : (byte)']');
                    safe = output.WrittenCount;
                    break;
                case (byte)'}' or (byte)']':
                    if (open.Pop() != text[at])
                    {
                        return null;
                    }

                    safe = output.WrittenCount;
                    break;
                case (byte)',':
                    safe = output.WrittenCount - 1;
                    break;
            }

            at += taken;
            if (open.Count == 0)
            {
                whole = text[at..].IndexOfAnyExcept(" \t\r\n"u8) < 0;
                break;
            }
        }

        return [.. output.WrittenSpan[..safe], .. open];
    }

    // Copies the next token (a string, a literal Python writes, or one byte); the number of bytes read.
    private static int Copy(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
    {
        var literal = text[0] switch
        {
            (byte)'N' => "NaN",
            (byte)'I' => "Infinity",
            (byte)'-' => "-Infinity",
            _ => null,
        };
        if (literal is not null && StartsWith(text, literal))
        {
            output.Write("null"u8);
            return literal.Length;
        }

        var length = text[0] == '"' ? StringLength(text) : 1;
        output.Write(text[..length]);
        return length;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, string literal)
    {
        for (var i = 0; i < literal.Length; i++)
        {
            if (i >= text.Length || text[i] != literal[i])
            {
                return false;
            }
        }

        return true;
    }

    private static int StringLength(ReadOnlySpan<byte> text)
    {
        var at = 1;
        while (at < text.Length)
        {
            var next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                break;
            }

            at += next;
            if (text[at] == '"')
            {
                return at + 1;
            }

            at += 2;
        }

        return text.Length;
    }
}
