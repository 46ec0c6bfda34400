namespace Observability.Domain.Redaction;

/// <summary>Groups of digits parted by single spaces or hyphens, as cards' numbers are written: <c>4111 1111 1111 1111</c>.</summary>
internal ref struct DigitGroups()
{
    private readonly List<(int Start, int End)> _groups = [];
    private ReadOnlySpan<byte> _text = [];

    /// <summary>How many there are.</summary>
    public readonly int Count => _groups.Count;

    /// <summary>The digits of one.</summary>
    public readonly ReadOnlySpan<byte> this[int index] => _text[_groups[index].Start.._groups[index].End];

    /// <summary>Its first byte.</summary>
    public readonly int StartOf(int index) => _groups[index].Start;

    /// <summary>The byte after its last.</summary>
    public readonly int EndOf(int index) => _groups[index].End;

    /// <summary>Reads the next row of groups at or after <paramref name="at"/>, and moves that behind it. False: there is none.</summary>
    public bool Read(ReadOnlySpan<byte> text, ref int at)
    {
        _text = text;
        _groups.Clear();
        while (at < text.Length)
        {
            var skip = text[at..].IndexOfAnyInRange((byte)'0', (byte)'9');
            if (skip < 0)
            {
                at = text.Length;
                return false;
            }

            at += skip;
            var mayBegin = TextEdge.IsBefore(text, at) && (at == 0 || text[at - 1] != '.');
            ReadRow(text, ref at, mayBegin);
            if (Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    private readonly void ReadRow(ReadOnlySpan<byte> text, ref int at, bool mayBegin)
    {
        while (true)
        {
            var start = at;
            while (at < text.Length && TextEdge.IsDigit(text[at]))
            {
                at++;
            }

            var mayEnd = TextEdge.IsAfter(text, at) && !(at + 1 < text.Length && text[at] == '.' && TextEdge.IsDigit(text[at + 1]));
            if (mayBegin && mayEnd)
            {
                _groups.Add((start, at));
            }

            if (!mayEnd || at + 1 >= text.Length || text[at] is not ((byte)' ' or (byte)'-') || !TextEdge.IsDigit(text[at + 1]))
            {
                return;
            }

            at++;
            mayBegin = true;
        }
    }
}
