using System.Buffers;
using System.Globalization;
using System.Text;

namespace Observability.Dashboard.Bodies;

/// <summary>Finds a text in a body that is given piece by piece: any letter case, also where JSON writes the text with escapes. Holds one window of the body at a time.</summary>
internal sealed class TextSearch
{
    private const int WindowBytes = 256 << 10;

    private readonly SearchValues<string> _forms;
    private readonly string[] _spelt;
    private readonly int _overlap;
    private readonly long _after;
    private readonly byte[] _window = new byte[WindowBytes];
    private readonly char[] _text = new char[WindowBytes];
    private int _filled;
    private long _start;
    private int _known;

    /// <summary>A search whose first match at or after <paramref name="after"/> is remembered.</summary>
    public TextSearch(string wanted, long after)
    {
        // The longest first: of two that begin at the same place the whole one is meant.
        _spelt = [.. new[] { wanted, Escaped(wanted, char.MaxValue), Escaped(wanted, '~') }.Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(f => f.Length)];
        _forms = SearchValues.Create(_spelt, StringComparison.OrdinalIgnoreCase);
        _overlap = (_spelt[0].Length * 4) + 4;
        _after = after;
    }

    /// <summary>Matches seen so far.</summary>
    public long Count { get; private set; }

    /// <summary>The first match at or after the place asked for; null while there is none.</summary>
    public TextMatch? Next { get; private set; }

    /// <summary>The very first match; null while there is none.</summary>
    public TextMatch? First { get; private set; }

    /// <summary>Reads on.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            var room = Math.Min(piece.Length, _window.Length - _filled);
            piece[..room].CopyTo(_window.AsSpan(_filled));
            _filled += room;
            piece = piece[room..];
            if (_filled == _window.Length)
            {
                Search(last: false);
            }
        }
    }

    /// <summary>The body is over.</summary>
    public void End() => Search(last: true);

    // As a JSON writer puts it that escapes only what it must, and what is above `plain`.
    private static string Escaped(string text, char plain)
    {
        var json = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => json.Append('\\').Append(c),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                _ when c < ' ' || c > plain => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        }

        return json.ToString();
    }

    private void Search(bool last)
    {
        var bytes = _window.AsSpan(0, _filled);
        // A match that may go on beyond the window is looked for in the next one; a character is not cut.
        var keep = last ? bytes.Length : Math.Max(0, bytes.Length - _overlap);
        while (!last && keep > 0 && (bytes[keep] & 0xC0) == 0x80)
        {
            keep--;
        }

        var limit = last ? int.MaxValue : Encoding.UTF8.GetCharCount(bytes[..keep]);
        var text = _text.AsSpan(0, Encoding.UTF8.GetChars(bytes, _text));
        var walk = new Walk(bytes);
        var at = _known;
        while (at < text.Length && text[at..].IndexOfAny(_forms) is >= 0 and var step && at + step < limit)
        {
            at += step;
            at += Found(text[at..], ref walk, at);
        }

        // What of the last match reaches into the next window is not searched again.
        _known = last ? 0 : Math.Max(0, at - limit);
        _start += keep;
        bytes[keep..].CopyTo(_window);
        _filled -= keep;
    }

    private int Found(ReadOnlySpan<char> here, ref Walk walk, int at)
    {
        var length = LengthOf(here);
        Count++;
        if (Next is null)
        {
            // Only as long as the place is not known: afterwards matches are only counted.
            var match = new TextMatch(_start + walk.To(at), Count);
            First ??= match;
            Next = match.Offset >= _after ? match : null;
        }

        return length;
    }

    private int LengthOf(ReadOnlySpan<char> here)
    {
        foreach (var form in _spelt)
        {
            if (here.StartsWith(form, StringComparison.OrdinalIgnoreCase))
            {
                return form.Length;
            }
        }

        return 1;
    }

    // Which byte a character begins at; bytes that are no text count as the one U+FFFD they are decoded to.
    private ref struct Walk(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _byte;
        private int _char;

        public int To(int character)
        {
            while (_char < character && _byte < _bytes.Length)
            {
                _ = Rune.DecodeFromUtf8(_bytes[_byte..], out var rune, out var length);
                _byte += length;
                _char += rune.Utf16SequenceLength;
            }

            return _byte;
        }
    }
}

/// <summary>A place where a text was found.</summary>
/// <param name="Offset">Its first byte in the decoded body.</param>
/// <param name="Number">Which match it is, from 1.</param>
public sealed record TextMatch(long Offset, long Number);
