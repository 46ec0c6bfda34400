using System.Text;

namespace Observability.Domain.Formats.Wire;

/// <summary>Reads a whole <c>text/event-stream</c> body as the WHATWG rules say, over bytes: LF, CR and CRLF, one leading BOM, comments, many data lines.</summary>
/// <remarks>Never throws; takes time proportional to the body.</remarks>
internal static class ServerSentEvents
{
    /// <summary>The events in order; events without data are not events. The last may be one whose blank line never came: <see cref="Frame.Ended"/>.</summary>
    public static IReadOnlyList<Frame> Read(ReadOnlyMemory<byte> body)
    {
        var events = new List<Frame>();
        var pending = new Pending();
        var bytes = body.Span;
        var at = bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
        pending.Start = at;
        while (at < bytes.Length)
        {
            var length = bytes[at..].IndexOfAny((byte)'\r', (byte)'\n');
            var end = length < 0 ? bytes.Length : at + length;
            var next = AfterLineEnd(bytes, end);
            if (end > at)
            {
                pending.Field(body[at..end]);
            }
            else
            {
                pending.Dispatch(events, next, ended: true);
            }

            at = next;
        }

        pending.Dispatch(events, bytes.Length, ended: false);
        return events;
    }

    private static int AfterLineEnd(ReadOnlySpan<byte> bytes, int end)
    {
        if (end == bytes.Length)
        {
            return end;
        }

        return bytes[end] == '\r' && end + 1 < bytes.Length && bytes[end + 1] == '\n' ? end + 2 : end + 1;
    }

    private sealed class Pending
    {
        private readonly List<ReadOnlyMemory<byte>> _data = [];
        private string _name = "";
        private string _last = "";
        private string _id = "";

        public int Start { get; set; }

        public void Field(ReadOnlyMemory<byte> line)
        {
            var colon = line.Span.IndexOf((byte)':');
            var name = colon < 0 ? line.Span : line.Span[..colon];
            var value = colon < 0 ? ReadOnlyMemory<byte>.Empty : line[(colon + 1)..];
            if (value.Length > 0 && value.Span[0] == ' ')
            {
                value = value[1..];
            }

            if (name.SequenceEqual("data"u8))
            {
                _data.Add(value);
            }
            else if (name.SequenceEqual("event"u8))
            {
                // A stream has thousands of events and a handful of names.
                _name = Ascii.Equals(value.Span, _last) ? _last : _last = Encoding.UTF8.GetString(value.Span);
            }
            else if (name.SequenceEqual("id"u8) && !value.Span.Contains((byte)0))
            {
                _id = Encoding.UTF8.GetString(value.Span);
            }
        }

        public void Dispatch(List<Frame> events, int end, bool ended)
        {
            if (_data.Count > 0)
            {
                events.Add(new(_name.Length > 0 ? _name : "message", Joined(), _id, Start, end, ended));
                _data.Clear();
            }

            _name = "";
            Start = end;
        }

        private ReadOnlyMemory<byte> Joined()
        {
            if (_data.Count == 1)
            {
                return _data[0];
            }

            var joined = new byte[_data.Sum(d => d.Length) + _data.Count - 1];
            var at = 0;
            for (var i = 0; i < _data.Count; i++)
            {
                if (i > 0)
                {
                    joined[at++] = (byte)'\n';
                }

                _data[i].Span.CopyTo(joined.AsSpan(at));
                at += _data[i].Length;
            }

            return joined;
        }
    }
}
