using System.Buffers;

namespace Observability.Domain.Formats.Wire;

/// <summary>Makes valid JSON of a text that is not: what was cut off is closed, <c>NaN</c> and <c>Infinity</c> become <c>null</c>.</summary>
internal static class JsonMending
{
    /// <summary>The mended text, or null when it does not even start as an object or an array, or is nested too deeply.</summary>
    /// <remarks>A count of usage that was cut is left out whole: from half of its numbers the other half would be worked out wrongly.</remarks>
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
        var open = new Stack<Bracket>();
        var (safe, at, name) = (0, 0, default(Range));
        while (at < text.Length)
        {
            var taken = Copy(text[at..], output);
            switch (text[at])
            {
                case (byte)'{' or (byte)'[':
                    if (open.Count == LenientJson.MaxDepth)
                    {
                        // The parser would refuse it, and a body of brackets alone would make this stack many times its size.
                        return null;
                    }

                    open.Push(new(text[at] == '{' ? (byte)'}' : (byte)']', safe, IsUsage(text[name])));
                    safe = output.WrittenCount;
                    break;
                case (byte)'}' or (byte)']':
                    if (open.Pop().Close != text[at])
                    {
                        return null;
                    }

                    safe = output.WrittenCount;
                    break;
                case (byte)',':
                    safe = output.WrittenCount - 1;
                    break;
            }

            // A string that a bracket follows with nothing but a colon between is its name.
            name = text[at] == '"' ? at..(at + taken) : text[at] is (byte)':' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' ? name : default;
            at += taken;
            if (open.Count == 0)
            {
                whole = text[at..].IndexOfAnyExcept(" \t\r\n"u8) < 0;
                break;
            }
        }

        return Close(output.WrittenSpan[..safe], open);
    }

    private static byte[] Close(ReadOnlySpan<byte> written, Stack<Bracket> open)
    {
        // Innermost first: everything up to the outermost usage goes.
        var brackets = open.ToArray();
        var kept = 0;
        for (var i = 0; i < brackets.Length; i++)
        {
            if (brackets[i].IsUsage)
            {
                written = written[..brackets[i].Before];
                kept = i + 1;
            }
        }

        return [.. written, .. brackets[kept..].Select(b => b.Close)];
    }

    private static bool IsUsage(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("\"usage\""u8) || name.SequenceEqual("\"usageMetadata\""u8) || name.SequenceEqual("\"usage_metadata\""u8);

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

    /// <summary>A bracket that is open: what closes it, where the output was before its name, and whether it holds usage.</summary>
    private readonly record struct Bracket(byte Close, int Before, bool IsUsage);
}
