using System.Runtime.CompilerServices;

namespace Observability.Domain.Redaction;

/// <summary>The groups of digits that a telephone number could consist of.</summary>
/// <param name="start">Where the first begins, its plus or parenthesis included.</param>
internal ref struct PhoneGroups(int start)
{
    private const int Most = 8;

    private InlineArray8<byte> _lengths = default;
    private InlineArray8<byte> _separators = default;
    private ReadOnlySpan<byte> _first = [];

    /// <summary>How many groups.</summary>
    public int Count { get; private set; }

    /// <summary>How many digits altogether.</summary>
    public int Digits { get; private set; }

    /// <summary>The byte after the last digit; the beginning before one was read.</summary>
    public int End { get; private set; } = start;

    /// <summary>Reads one more: digits after a space, hyphen, dot, slash or parentheses. False: there is none that could belong to it.</summary>
    public bool TryReadNext(ReadOnlySpan<byte> text)
    {
        var separator = (byte)0;
        var at = End;
        while (at < text.Length && at - End < 3 && IsSeparator(text[at], Count == 0 && at == End))
        {
            separator = text[at] == ' ' && separator != 0 ? separator : text[at];
            at++;
        }

        var first = at;
        while (at < text.Length && TextEdge.IsDigit(text[at]))
        {
            at++;
        }

        // Behind eleven digits a zero begins another number.
        if (at == first || (Count > 0 && separator == 0) || Count == Most || at - first > byte.MaxValue || (Digits >= 11 && text[first] == '0'))
        {
            return false;
        }

        _first = Count == 0 ? text[first..at] : _first;
        _lengths[Count] = (byte)(at - first);
        _separators[Count] = separator;
        Count++;
        Digits += at - first;
        End = at;
        return true;
    }

    /// <summary>(415) 555-2671, 415-555-2671, 1-415-555-2671: the area and the exchange begin with 2 to 9.</summary>
    public readonly bool IsNorthAmerican()
    {
        var area = Count == 4 && _lengths[0] == 1 && _first[0] == '1' ? 1 : 0;
        return Count == area + 3 && _lengths[area] == 3 && _lengths[area + 1] == 3 && _lengths[area + 2] == 4
            && (area == 1 || _first[0] >= '2')
            && _separators[area + 2] is (byte)'-' or (byte)'.'
            && (_separators[area + 1] == _separators[area + 2] || _separators[area + 1] == ')');
    }

    /// <summary>13812345678, 138 1234 5678, 138-1234-5678.</summary>
    public readonly bool IsChineseMobile() =>
        Digits == 11 && _first.Length >= 2 && _first[0] == '1' && _first[1] >= '3'
        && (Count == 1 || (Count == 3 && _lengths[0] == 3 && _lengths[1] == 4 && _separators[1] == _separators[2] && _separators[1] is (byte)' ' or (byte)'-'));

    /// <summary>030/1234567, 0171 1234567, 020 7946 0958, 06 12 34 56 78.</summary>
    public readonly bool HasTrunkZero()
    {
        if (Count < 2 || Digits is < 9 or > 13 || _first is not [(byte)'0', ..] || _first.Length is < 2 or > 5 || _first is [(byte)'0', (byte)'0'])
        {
            return false;
        }

        var pairs = _first.Length == 2 && Count == 5;
        for (var i = 1; i < Count; i++)
        {
            pairs &= _lengths[i] == 2;
            if (i > 1 && _separators[i] != _separators[1] && _separators[1] is (byte)' ' or (byte)'-' or (byte)'.')
            {
                return false;
            }
        }

        if (pairs)
        {
            return true;
        }

        // A decimal's dot and a date's strokes part other things.
        for (var i = 1; i < Count; i++)
        {
            if (_lengths[i] is < 3 or > 8 || _separators[i] == '.' || (i > 1 && _separators[i] == '/'))
            {
                return false;
            }
        }

        return Count <= 4;
    }

    // A plus stands only at the very beginning.
    private static bool IsSeparator(byte one, bool isFirst) =>
        one is (byte)' ' or (byte)'-' or (byte)'.' or (byte)'/' or (byte)'(' or (byte)')' || (isFirst && one == '+');
}
