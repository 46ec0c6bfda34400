using System.Buffers;
using System.Text;

namespace Observability.Domain.Redaction;

/// <summary>The inside of a JSON string, in any state of repair: its text, and which of its bytes say which of the text's.</summary>
internal static class EscapedText
{
    /// <summary>Appends the text of <paramref name="raw"/>, the bytes between the quotes, in UTF-8.</summary>
    public static void Undo(ReadOnlySpan<byte> raw, IBufferWriter<byte> into)
    {
        Span<byte> one = stackalloc byte[4];
        while (!raw.IsEmpty)
        {
            var plain = raw.IndexOf((byte)'\\') is >= 0 and var slash ? slash : raw.Length;
            into.Write(raw[..plain]);
            raw = raw[plain..];
            if (!raw.IsEmpty)
            {
                var length = Escape(raw, one, out var written);
                into.Write(one[..written]);
                raw = raw[length..];
            }
        }
    }

    /// <summary>Where in <paramref name="raw"/> the byte of its text begins that has this offset; the end when it has no such byte.</summary>
    public static int RawOffset(ReadOnlySpan<byte> raw, int offset)
    {
        Span<byte> one = stackalloc byte[4];
        var at = 0;
        while (at < raw.Length)
        {
            var plain = raw[at..].IndexOf((byte)'\\') is >= 0 and var slash ? slash : raw.Length - at;
            if (offset < plain)
            {
                return at + offset;
            }

            (at, offset) = (at + plain, offset - plain);
            if (at < raw.Length)
            {
                var length = Escape(raw[at..], one, out var written);
                if (offset < written)
                {
                    return at;
                }

                (at, offset) = (at + length, offset - written);
            }
        }

        return raw.Length;
    }

    // The bytes that an escape takes, and what it stands for. One that is cut or unknown stands for itself.
    private static int Escape(ReadOnlySpan<byte> raw, Span<byte> one, out int written)
    {
        if (raw.Length < 2)
        {
            one[0] = raw[0];
            written = 1;
            return 1;
        }

        if (raw[1] != 'u' || !TryUnit(raw, out var unit))
        {
            one[0] = raw[1] switch { (byte)'n' => (byte)'\n', (byte)'t' => (byte)'\t', (byte)'r' => (byte)'\r', (byte)'b' => (byte)'\b', (byte)'f' => (byte)'\f', var other => other };
            written = 1;
            return 2;
        }

        if (char.IsHighSurrogate(unit) && raw.Length > 6 && TryUnit(raw[6..], out var low) && char.IsLowSurrogate(low))
        {
            written = new Rune(unit, low).EncodeToUtf8(one);
            return 12;
        }

        written = (Rune.TryCreate(unit, out var rune) ? rune : Rune.ReplacementChar).EncodeToUtf8(one);
        return 6;
    }

    private static bool TryUnit(ReadOnlySpan<byte> raw, out char unit)
    {
        unit = '\0';
        if (raw.Length < 6 || raw[0] != '\\' || raw[1] != 'u')
        {
            return false;
        }

        foreach (var digit in raw[2..6])
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }

            unit = (char)((unit << 4) | ((digit & 0xF) + (digit > '9' ? 9 : 0)));
        }

        return true;
    }
}
