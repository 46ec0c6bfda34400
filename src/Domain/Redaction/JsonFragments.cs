using System.Buffers;

namespace Observability.Domain.Redaction;

/// <summary>Takes JSON apart into the strings in it, whatever state it is in: cut, concatenated, or not quite JSON.</summary>
/// <remarks>
/// A string's channel is its path and what numbers and names the objects on it (<c>index</c>, <c>type</c>), so that the deltas of one answer find
/// each other over any number of events: <c>{"choices":[{"index":0,"delta":{"content":"jane@"}}]}</c> and, two events on, <c>"example.org"</c>.
/// </remarks>
internal sealed class JsonFragments(List<Fragment> strings, List<Range> numbers)
{
    private const int Deepest = 512;

    private static readonly SearchValues<byte> OfNumbers = SearchValues.Create("0123456789+-.eE"u8);
    private static readonly SearchValues<byte> EndsOfScalars = SearchValues.Create(" \n\r\t,:{}[]\""u8);

    private readonly List<Node> _nodes = [];
    private readonly List<(int At, int Node)> _pending = [];
    private readonly List<Frame> _open = [];
    private bool _isForeign;

    /// <summary>Adds the strings and the long whole numbers in a part of <paramref name="body"/>.</summary>
    /// <returns>True: there is nothing else in it but JSON. False: there is. Null: it is nested too deep to be read.</returns>
    public bool? Read(ReadOnlySpan<byte> body, int start, int end)
    {
        _isForeign = false;
        for (var at = start; at < end;)
        {
            switch (body[at])
            {
                case (byte)'"':
                    at = ReadString(body, at + 1, end);
                    break;
                case (byte)'{' or (byte)'[' when _open.Count == Deepest:
                    return null;
                case (byte)'{' or (byte)'[':
                    Open(isArray: body[at++] == '[');
                    break;
                case (byte)'}' or (byte)']':
                    Close();
                    at++;
                    break;
                case (byte)',':
                    Set(frame => frame with { IsKeyNext = !frame.IsArray });
                    at++;
                    break;
                case (byte)':' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t':
                    at++;
                    break;
                default:
                    at = ReadScalar(body, at, end);
                    break;
            }
        }

        Resolve();
        return !_isForeign;
    }

    private int ReadString(ReadOnlySpan<byte> body, int start, int end)
    {
        var isEscaped = false;
        var at = start;
        while (at < end && body[at] != '"')
        {
            var skip = body[at..end].IndexOfAny((byte)'"', (byte)'\\');
            at = skip < 0 ? end : at + skip;
            if (at < end && body[at] == '\\')
            {
                isEscaped = true;
                at = Math.Min(end, at + 2);
            }
        }

        Take(body[start..at], start, isEscaped);
        return Math.Min(end, at + 1);
    }

    private void Take(ReadOnlySpan<byte> text, int start, bool isEscaped)
    {
        if (_open is [.., { IsKeyNext: true } frame])
        {
            var kind = text.SequenceEqual("type"u8) ? KeyKind.Type : text.EndsWith("index"u8) ? KeyKind.Index : KeyKind.Other;
            _open[^1] = frame with { IsKeyNext = false, Key = Hash(text), Kind = kind };
            strings.Add(new(0, start, text.Length, isEscaped));
            return;
        }

        var key = NextKey();
        Mark(KeyKind.Type, text);
        _pending.Add((strings.Count, _nodes.Count));
        _nodes.Add(new(_open.Count > 0 ? _open[^1].Node : -1, key, IsPosition: false));
        strings.Add(new(0, start, text.Length, isEscaped));
    }

    private int ReadScalar(ReadOnlySpan<byte> body, int start, int end)
    {
        var length = body[start..end].IndexOfAny(EndsOfScalars);
        var at = length < 0 ? end : start + Math.Max(1, length);
        var text = body[start..at];
        if (char.IsAsciiDigit((char)text[0]) || text[0] == '-')
        {
            _isForeign |= text.ContainsAnyExcept(OfNumbers);
            Mark(KeyKind.Index, text);
            if (text.Length > 14 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            {
                numbers.Add(start..at);
            }
        }
        else
        {
            _isForeign |= !(text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8) || text.SequenceEqual("null"u8));
        }

        NextKey();
        return at;
    }

    private void Open(bool isArray)
    {
        // Documents in an array, as Gemini streams them, are what events are elsewhere: not told apart by their place.
        var isEvent = !isArray && _open is [{ IsArray: true }];
        var key = NextKey();
        var isPosition = _open is [.., { IsArray: true }];
        _nodes.Add(new(_open.Count > 0 ? _open[^1].Node : -1, isEvent ? 0 : key, isPosition));
        _open.Add(new(_nodes.Count - 1, isArray, IsKeyNext: !isArray, 0, KeyKind.Other));
    }

    private void Close()
    {
        if (_open.Count > 0)
        {
            _open.RemoveAt(_open.Count - 1);
        }

        if (_open.Count == 0)
        {
            Resolve();
        }
    }

    // Name or place of the value that comes now.
    private ulong NextKey()
    {
        if (_open.Count == 0)
        {
            return 0;
        }

        var frame = _open[^1];
        if (frame.IsArray)
        {
            _open[^1] = frame with { Key = frame.Key + 1 };
        }

        return frame.Key;
    }

    private void Mark(KeyKind kind, ReadOnlySpan<byte> value)
    {
        if (_open is [.., { IsArray: false } frame] && frame.Kind == kind)
        {
            var node = _nodes[frame.Node];
            _nodes[frame.Node] = kind == KeyKind.Index
                ? node with { Index = node.Index + Mix(frame.Key, Hash(value)) }
                : node with { Type = Mix(frame.Key, Hash(value)) };
        }
    }

    private void Set(Func<Frame, Frame> change)
    {
        if (_open.Count > 0)
        {
            _open[^1] = change(_open[^1]);
        }
    }

    // A document is over: what names its objects is known now, wherever in them it stood.
    private void Resolve()
    {
        var channels = new ulong[_nodes.Count];
        for (var i = 0; i < channels.Length; i++)
        {
            var node = _nodes[i];
            var own = node.Index == 0 ? node.Key : node.IsPosition ? node.Index : Mix(node.Key, node.Index);
            channels[i] = Mix(Mix(node.Parent < 0 ? 1 : channels[node.Parent], own), node.Type);
        }

        foreach (var (at, node) in _pending)
        {
            strings[at] = strings[at] with { Channel = channels[node] | 1 };
        }

        _pending.Clear();
        _nodes.Clear();
        _open.Clear();
    }

    // FNV-1a. A channel that two paths shared would join what does not belong together, no more.
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = 14695981039346656037;
        foreach (var one in text.Length <= 64 ? text : text[..64])
        {
            hash = (hash ^ one) * 1099511628211;
        }

        return hash;
    }

    private static ulong Mix(ulong a, ulong b) => (System.Numerics.BitOperations.RotateLeft(a, 23) ^ b) * 0x9E3779B97F4A7C15;

    private enum KeyKind
    {
        Other,
        Type,
        Index,
    }

    // An object, an array or a string, and what is known of it; IsPosition = Key is a place in an array.
    private readonly record struct Node(int Parent, ulong Key, bool IsPosition)
    {
        public ulong Index { get; init; }

        public ulong Type { get; init; }
    }

    // One that is still open; Key is the name read last, or the place of the next element.
    private readonly record struct Frame(int Node, bool IsArray, bool IsKeyNext, ulong Key, KeyKind Kind);
}
