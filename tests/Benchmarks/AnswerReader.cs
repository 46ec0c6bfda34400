using System.Buffers.Text;
using System.Diagnostics;

namespace Observability.Benchmarks;

/// <summary>Reads one HTTP answer as it arrives, checks every byte of its body against what the upstream sent, and notes how late each stamped event is.</summary>
/// <param name="expected">What the upstream sent.</param>
/// <param name="eventDelays">Where delays of stamped events go, ticks.</param>
internal sealed class AnswerReader(MockAnswer expected, List<long> eventDelays)
{
    private readonly byte[] _whole = expected.Whole;
    private readonly bool _stamped = expected.Interval > TimeSpan.Zero;
    private long _stamp;
    private int _checked;
    private int _piece;
    private int _pieceStart;
    private int? _remainingInPart;
    private bool _chunked;
    private State _state;

    private enum State
    {
        Head,
        Body,
        ChunkSize,
        ChunkEnd,
        Trailer,
        Done,
    }

    /// <summary>Whether the answer is complete.</summary>
    public bool IsDone => _state == State.Done;

    /// <summary>Whether status and every byte so far are what they should be.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Whether it is complete and exact to the last byte.</summary>
    public bool IsWhole => IsDone && IsExact && _checked == _whole.Length;

    /// <summary>Whether body bytes have been seen.</summary>
    public bool HasBody => _checked > 0;

    /// <summary>Whether the first piece with text in it is complete; known of paced answers only.</summary>
    public bool HasContent => _piece > expected.FirstContent;

    /// <summary>Makes it ready for the next answer.</summary>
    public void Reset() => (_state, _checked, _piece, _pieceStart, _remainingInPart, IsExact) = (State.Head, 0, 0, 0, null, true);

    /// <summary>Takes in bytes; the number it could use. What it could not comes again with more behind it.</summary>
    public int Read(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        while (_state != State.Done)
        {
            var step = Step(bytes[used..]);
            if (step < 0)
            {
                break;
            }

            used += step;
        }

        return used;
    }

    // Bytes used by one step, or -1 when more are needed.
    private int Step(ReadOnlySpan<byte> bytes) => _state switch
    {
        State.Head => Head(bytes),
        State.ChunkSize => ChunkSize(bytes),
        State.Body => Body(bytes),
        State.ChunkEnd => Skip(bytes, 2, State.ChunkSize),
        State.Trailer => Skip(bytes, 2, State.Done),
        _ => -1,
    };

    private int Head(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return -1;
        }

        var head = bytes[..end];
        IsExact &= head.StartsWith("HTTP/1.1 200"u8);
        _remainingInPart = HttpHead.Number(head, "content-length");
        _chunked = _remainingInPart is null;
        _state = _chunked ? State.ChunkSize : State.Body;
        return end + 4;
    }

    private int ChunkSize(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return -1;
        }

        IsExact &= Utf8Parser.TryParse(bytes[..end], out int size, out _, 'x');
        _remainingInPart = size;
        _state = size == 0 ? State.Trailer : State.Body;
        return end + 2;
    }

    private int Body(ReadOnlySpan<byte> bytes)
    {
        var part = bytes[..Math.Min(bytes.Length, _remainingInPart!.Value)];
        if (part.IsEmpty && _remainingInPart > 0)
        {
            return -1;
        }

        Check(part);
        _remainingInPart -= part.Length;
        if (_remainingInPart == 0)
        {
            _state = _chunked ? State.ChunkEnd : State.Done;
        }

        return part.Length;
    }

    private int Skip(ReadOnlySpan<byte> bytes, int count, State next)
    {
        if (bytes.Length < count)
        {
            return -1;
        }

        _state = next;
        return count;
    }

    private void Check(ReadOnlySpan<byte> part)
    {
        if (_checked + part.Length > _whole.Length)
        {
            IsExact = false;
            return;
        }

        if (_stamped)
        {
            CheckStamped(part);
        }
        else
        {
            IsExact &= part.SequenceEqual(_whole.AsSpan(_checked, part.Length));
        }

        _checked += part.Length;
    }

    // Within a stamped event, the digits of the stamp are the only bytes that differ.
    private void CheckStamped(ReadOnlySpan<byte> part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            var piece = expected.Pieces[_piece];
            var isStamped = MockAnswer.HasStamp(piece);
            var at = _checked + i - _pieceStart;
            var digit = at - MockAnswer.StampOffset;
            if (!isStamped || digit is < 0 or >= MockAnswer.StampDigits)
            {
                IsExact &= part[i] == piece[at];
            }
            else
            {
                _stamp = (digit == 0 ? 0 : _stamp * 10) + part[i] - '0';
            }

            if (at == piece.Length - 1)
            {
                Finish(isStamped, piece.Length);
            }
        }
    }

    private void Finish(bool isStamped, int length)
    {
        if (isStamped)
        {
            eventDelays.Add(Stopwatch.GetTimestamp() - _stamp);
        }

        _piece++;
        _pieceStart += length;
    }
}
