using System.Text;

namespace Observability.Ingest.Spool;

/// <summary>Reads what <see cref="PayloadWriter"/> wrote.</summary>
/// <remarks>Throws <see cref="InvalidDataException"/> on anything else. Its checksum has been compared by then, so that means a mistake of ours.</remarks>
internal ref struct PayloadReader(ReadOnlyMemory<byte> payload)
{
    private int _at;

    /// <summary>Everything not read yet.</summary>
    public readonly ReadOnlyMemory<byte> Rest => payload[_at..];

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw Malformed();
    }

    public int Count() => Number() is >= 0 and <= int.MaxValue and var count ? (int)count : throw Malformed();

    public long? Optional() => Number() == 0 ? null : Number();

    public Guid Id() => new(Take(16));

    public ReadOnlyMemory<byte> Bytes()
    {
        var length = Count();
        Take(length);
        return payload.Slice(_at - length, length);
    }

    public string? Text() => Number() switch
    {
        0 => null,
        1 => Encoding.Latin1.GetString(Take(Count())),
        2 => Wide(Count()),
        _ => throw Malformed(),
    };

    public string RequiredText() => Text() ?? throw Malformed();

    private string Wide(int length)
    {
        var bytes = Take(length <= int.MaxValue / 2 ? length * 2 : throw Malformed());
        var units = new char[length];
        for (var i = 0; i < length; i++)
        {
            units[i] = (char)(bytes[2 * i] | (bytes[(2 * i) + 1] << 8));
        }

        return new(units);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > payload.Length - _at)
        {
            throw Malformed();
        }

        _at += count;
        return payload.Span.Slice(_at - count, count);
    }

    private readonly InvalidDataException Malformed() => new($"The payload of a spool record is malformed at byte {_at}.");
}
