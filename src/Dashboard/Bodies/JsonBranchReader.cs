using System.Buffers;
using System.Text;

namespace Observability.Dashboard.Bodies;

/// <summary>Reads the values directly in one JSON container out of bytes that come piece by piece; what is below them is passed over, not read.</summary>
/// <remarks>
/// It reads what there is: <c>{"a":1,"b":[1,2],"c":"cut</c> gives a, b and the beginning of c. It never throws, takes time proportional to the bytes, and
/// keeps no more of a value than <see cref="MostValueBytes"/>, however deep or long it is.
/// </remarks>
internal sealed class JsonBranchReader
{
    /// <summary>Longest beginning of a value that is kept, bytes.</summary>
    public const int MostValueBytes = 2048;

    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[],"u8);
    private static readonly SearchValues<byte> EndsLiteral = SearchValues.Create(",]} \t\r\n"u8);

    private readonly int _most;
    private readonly List<JsonNode> _nodes = [];
    private readonly ArrayBufferWriter<byte> _kept = new(256);
    private long _at;
    private long _index;
    private bool? _inObject;
    private bool _afterColon;
    private string? _name;
    private Reading _reading;
    private long _start;
    private long _depth;
    private long _items;
    private bool _inString;
    private bool _escaped;

    /// <summary>Of the container that begins at or after <paramref name="at"/>.</summary>
    public JsonBranchReader(long at, int most) => (_at, _most) = (at, most);

    /// <summary>On from a place inside a container.</summary>
    public JsonBranchReader(JsonPlace from, int most) => (_at, _most, _index, _inObject) = (from.Offset, most, from.Index, from.InObject);

    private enum Reading
    {
        Between,
        Name,
        Text,
        Container,
        Literal,
    }

    /// <summary>The values read.</summary>
    public IReadOnlyList<JsonNode> Nodes => _nodes;

    /// <summary>Whether nothing more is wanted: the container ended, or enough was read.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Where the container goes on after enough was read; null when it was read to its end.</summary>
    public JsonPlace? Next { get; private set; }

    /// <summary>Reads on.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty && !IsDone)
        {
            var used = _reading switch
            {
                Reading.Between => Between(piece[0]),
                Reading.Container => InContainer(piece),
                Reading.Literal => InLiteral(piece),
                _ => InText(piece),
            };
            _at += used;
            piece = piece[used..];
        }
    }

    /// <summary>The body is over: a value it was cut in is as long as what there is of it.</summary>
    public void End()
    {
        if (!IsDone && _reading is not (Reading.Between or Reading.Name))
        {
            Finish(_at, whole: _reading == Reading.Literal);
        }

        IsDone = true;
    }

    private int Between(byte b)
    {
        switch (b)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF:
                return 1;
            case (byte)'{' or (byte)'[' when _inObject is null:
                _inObject = b == '{';
                return 1;
            case (byte)'}' or (byte)']':
                IsDone = true;
                return 1;
            case (byte)',':
                (_afterColon, _name) = (false, null);
                return 1;
            case (byte)':':
                _afterColon = true;
                return 1;
            default:
                Begin(b);
                return 1;
        }
    }

    private void Begin(byte b)
    {
        if (_nodes.Count == _most && (_inObject != true || !_afterColon))
        {
            (IsDone, Next) = (true, new(_at, _index, _inObject == true));
            return;
        }

        _kept.ResetWrittenCount();
        Keep([b]);
        (_start, _depth, _items, _inString, _escaped) = (_at, 1, 0, false, false);
        _reading = b switch
        {
            (byte)'"' when _inObject == true && !_afterColon => Reading.Name,
            (byte)'"' => Reading.Text,
            (byte)'{' or (byte)'[' => Reading.Container,
            _ => Reading.Literal,
        };
    }

    private int InText(ReadOnlySpan<byte> piece)
    {
        var used = PastString(piece, out var closed);
        Keep(piece[..used]);
        if (closed)
        {
            if (_reading == Reading.Name)
            {
                _name = Unquoted(out _);
                _reading = Reading.Between;
            }
            else
            {
                Finish(_at + used, whole: true);
            }
        }

        return used;
    }

    private int InContainer(ReadOnlySpan<byte> piece)
    {
        if (_inString)
        {
            var used = PastString(piece, out var closed);
            _inString = !closed;
            return used;
        }

        var next = piece.IndexOfAny(Structure);
        if (_items == 0 && _depth == 1 && !(next < 0 ? piece : piece[..next]).Trim(" \t\r\n"u8).IsEmpty)
        {
            _items = 1;
        }

        if (next < 0)
        {
            return piece.Length;
        }

        var b = piece[next];
        var ends = b is (byte)'}' or (byte)']';
        _items = _depth > 1 ? _items : b == ',' ? Math.Max(1, _items) + 1 : ends ? _items : Math.Max(1, _items);
        _inString = b == '"';
        _escaped = false;
        _depth += ends ? -1 : b is (byte)'{' or (byte)'[' ? 1 : 0;
        if (_depth == 0)
        {
            Finish(_at + next + 1, whole: true);
        }

        return next + 1;
    }

    private int InLiteral(ReadOnlySpan<byte> piece)
    {
        var end = piece.IndexOfAny(EndsLiteral);
        var used = end < 0 ? piece.Length : end;
        Keep(piece[..used]);
        if (end >= 0)
        {
            Finish(_at + used, whole: true);
        }

        return used;
    }

    // Up to and with the quote that ends the string, over as many pieces as it takes.
    private int PastString(ReadOnlySpan<byte> piece, out bool closed)
    {
        closed = false;
        var at = 0;
        while (at < piece.Length)
        {
            if (_escaped)
            {
                _escaped = false;
                at++;
                continue;
            }

            var next = piece[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return piece.Length;
            }

            at += next + 1;
            if (piece[at - 1] == '"')
            {
                closed = true;
                return at;
            }

            _escaped = true;
        }

        return at;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (MostValueBytes - _kept.WrittenCount is > 0 and var room)
        {
            _kept.Write(bytes[..Math.Min(room, bytes.Length)]);
        }
    }

    private void Finish(long end, bool whole)
    {
        var cut = false;
        var (kind, value) = _reading switch
        {
            Reading.Text => (JsonKind.Text, Unquoted(out cut)),
            Reading.Container => (_kept.WrittenSpan[0] == '{' ? JsonKind.Members : JsonKind.Items, ""),
            _ => (JsonKind.Literal, Encoding.UTF8.GetString(_kept.WrittenSpan)),
        };
        cut |= kind == JsonKind.Literal && end - _start > _kept.WrittenCount;
        _nodes.Add(new(_name, _index++, kind, value, _start, end - _start, _items, cut || !whole));
        (_name, _afterColon, _reading) = (null, false, Reading.Between);
        // A value that stands alone is all there is.
        IsDone = _inObject is null;
    }

    private string Unquoted(out bool cut)
    {
        var text = _kept.WrittenSpan[1..];
        var closed = text.Length > 0 && text[^1] == '"' && _kept.WrittenCount < MostValueBytes;
        cut = !closed;
        return JsonEscapes.Undone(Encoding.UTF8.GetString(closed ? text[..^1] : text));
    }
}
