using System.Buffers;
using System.Runtime.InteropServices;

namespace Observability.Domain.Redaction;

/// <summary>Goes through a body once and covers up what it finds, byte for byte: nothing moves, and JSON stays JSON.</summary>
/// <param name="body">Is changed.</param>
/// <param name="counts">Counts what was covered up.</param>
internal sealed class MaskingPass(byte[] body, MaskedCounts counts)
{
    // A value of a stream that comes again with each event (id, model) and is not part of a text.
    private const int LeastRepeated = 8;

    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly List<(int TextStart, Fragment Fragment)> _places = [];

    /// <summary>How much it covered up.</summary>
    public int Covered { get; private set; }

    /// <summary>Covers up what is in these texts, and the cards among these numbers.</summary>
    public void Run(List<Fragment> texts, List<Range> numbers)
    {
        // What is spread over events first: covered there, a part of it no longer stands alone.
        foreach (var channel in texts.Where(t => t.Channel != 0).GroupBy(t => t.Channel).Where(c => c.Skip(1).Any()))
        {
            RunJoined(channel);
        }

        foreach (var text in texts)
        {
            RunAlone(text);
        }

        foreach (var number in numbers)
        {
            var digits = body.AsSpan(number);
            if (CardNumbers.IsOne(digits))
            {
                // Still a number, and no card's.
                digits.Fill((byte)'0');
                digits[0] = (byte)'1';
                Count(SensitiveKind.Card);
            }
        }
    }

    private void RunAlone(Fragment text)
    {
        var raw = body.AsSpan(text.Start, text.Length);
        _text.ResetWrittenCount();
        if (text.IsEscaped)
        {
            EscapedText.Undo(raw, _text);
        }

        foreach (var found in Detectors.Find(text.IsEscaped ? _text.WrittenSpan : raw))
        {
            var (start, end) = text.IsEscaped ? (EscapedText.RawOffset(raw, found.Start), EscapedText.RawOffset(raw, found.End)) : (found.Start, found.End);
            var cover = new Cover(found.Kind, end - start);
            cover.Write(raw[start..end]);
            Count(found.Kind);
        }
    }

    private void RunJoined(IEnumerable<Fragment> channel)
    {
        _text.ResetWrittenCount();
        _places.Clear();
        var last = ReadOnlySpan<byte>.Empty;
        foreach (var fragment in channel)
        {
            var raw = body.AsSpan(fragment.Start, fragment.Length);
            if (raw.Length >= LeastRepeated && raw.SequenceEqual(last))
            {
                _text.Write("\n"u8);
            }

            last = raw;
            _places.Add((_text.WrittenCount, fragment));
            EscapedText.Undo(raw, _text);
        }

        foreach (var found in Detectors.Find(_text.WrittenSpan))
        {
            Write(found);
        }
    }

    private void Write(Finding found)
    {
        var pieces = new List<Range>();
        var first = CollectionsMarshal.AsSpan(_places).BinarySearch(new Place(found.Start));
        for (var i = first < 0 ? ~first - 1 : first; i < _places.Count && _places[i].TextStart < found.End; i++)
        {
            var (textStart, fragment) = _places[i];
            var raw = body.AsSpan(fragment.Start, fragment.Length);
            var start = EscapedText.RawOffset(raw, Math.Max(0, found.Start - textStart));
            var end = EscapedText.RawOffset(raw, found.End - textStart);
            pieces.Add((fragment.Start + start)..(fragment.Start + end));
        }

        var cover = new Cover(found.Kind, pieces.Sum(p => p.End.Value - p.Start.Value));
        foreach (var piece in pieces)
        {
            cover.Write(body.AsSpan(piece));
        }

        Count(found.Kind);
    }

    private void Count(SensitiveKind kind)
    {
        counts.Add(kind);
        Covered++;
    }

    private readonly struct Place(int textStart) : IComparable<(int TextStart, Fragment Fragment)>
    {
        public int CompareTo((int TextStart, Fragment Fragment) other) => textStart.CompareTo(other.TextStart);
    }
}
