using System.Buffers;
using System.Text;

namespace Observability.Ingest.Spool;

/// <summary>Writes the fields of a payload into one pooled array, after room for the record's header.</summary>
/// <remarks>
/// Numbers are LEB128. Text keeps every UTF-16 unit, lone surrogates included: one byte a character where all are Latin-1 (nearly
/// always), else two. Null is told apart from empty.
/// </remarks>
internal struct PayloadWriter()
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(2048);

    /// <summary>The array so far; give it back to the pool when done.</summary>
    public readonly byte[] Array => _bytes;

    /// <summary>Bytes used, the header's room included.</summary>
    public int Length { get; private set; } = RecordHeader.Size;

    public void Number(long value)
    {
        Reserve(10);
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            _bytes[Length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        _bytes[Length++] = (byte)rest;
    }

    public void Optional(long? value)
    {
        Number(value is null ? 0 : 1);
        if (value is { } known)
        {
            Number(known);
        }
    }

    public void Id(Guid value)
    {
        Reserve(16);
        value.TryWriteBytes(_bytes.AsSpan(Length));
        Length += 16;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(Length));
        Length += value.Length;
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Number(0);
            return;
        }

        var wide = value.AsSpan().ContainsAnyExceptInRange('\0', 'ÿ');
        Number(wide ? 2 : 1);
        Number(value.Length);
        Reserve(value.Length * 2);
        if (wide)
        {
            foreach (var unit in value)
            {
                _bytes[Length++] = (byte)unit;
                _bytes[Length++] = (byte)(unit >> 8);
            }
        }
        else
        {
            Length += Encoding.Latin1.GetBytes(value, _bytes.AsSpan(Length));
        }
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length >= count)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + count));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
