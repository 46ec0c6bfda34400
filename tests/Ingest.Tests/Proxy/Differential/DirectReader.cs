using System.Globalization;
using System.Text;

namespace Observability.Ingest.Tests.Proxy.Differential;

/// <summary>What a strict server would read in the bytes of one connection, after the letter of RFC 9112: the measure for what may cross us.</summary>
internal sealed class DirectReader
{
    private const string TokenMarks = "!#$%&'*+-.^_`|~";
    private readonly string _text;
    private int _at;
    private string? _fault;

    private DirectReader(string latin1) => _text = latin1;

    /// <summary>Reads as many requests as there are.</summary>
    public static DirectReading Read(ReadOnlySpan<byte> bytes) => new DirectReader(Encoding.Latin1.GetString(bytes)).ReadAll();

    private DirectReading ReadAll()
    {
        var requests = new List<DirectRequest>();
        while (true)
        {
            // Line ends between two requests belong to neither (RFC 9112 §2.2).
            while (_at < _text.Length && _text[_at] is '\r' or '\n')
            {
                _at++;
            }

            var start = _at;
            if (start == _text.Length)
            {
                return new(requests, Rest.Nothing, null, start);
            }

            if (ReadOne() is not { } request)
            {
                return new(requests, _fault is null ? Rest.Unfinished : Rest.Malformed, _fault, start);
            }

            requests.Add(request);
        }
    }

    // Null: malformed where a fault is set, unfinished where none is.
    private DirectRequest? ReadOne()
    {
        if (Line() is not { } line || StartLine(line) is not { } start || Fields() is not { } headers)
        {
            return null;
        }

        var lengths = Values(headers, "Content-Length");
        var codings = Values(headers, "Transfer-Encoding");
        if (Contradiction(start.Version, Values(headers, "Host").Count, lengths, codings) is { } fault)
        {
            return Malformed(fault);
        }

        var body = codings.Count > 0 ? Chunks() : Bytes(lengths is [var length] ? long.Parse(length, CultureInfo.InvariantCulture) : 0);
        return body is null ? null : new(start.Method, start.Target, start.Version, headers, body)
        {
            IsChunked = codings.Count > 0,
            HasLength = lengths.Count > 0,
        };
    }

    private (string Method, string Target, string Version)? StartLine(string line)
    {
        if (line.Split(' ') is not [var method, var target, var version])
        {
            return Malformed<(string, string, string)?>("the request line has not three words");
        }

        if (!IsToken(method) || target.Length == 0 || target.Any(c => c is < '!' or > '~'))
        {
            return Malformed<(string, string, string)?>("the method is no token or the target no visible ASCII");
        }

        return version is "HTTP/1.1" or "HTTP/1.0" ? (method, target, version) : Malformed<(string, string, string)?>("the version is another");
    }

    private static string? Contradiction(string version, int hosts, List<string> lengths, List<string> codings)
    {
        if (hosts > 1 || (hosts == 0 && version == "HTTP/1.1"))
        {
            return "not one Host";
        }

        if (codings.Count > 0)
        {
            var isPlain = codings is [var coding] && coding.Equals("chunked", StringComparison.OrdinalIgnoreCase);
            return isPlain && lengths.Count == 0 && version == "HTTP/1.1" ? null : "a transfer coding that is not one 'chunked' alone";
        }

        return lengths.Count > 1 || lengths.Any(l => l.Length is 0 or > 18 || !l.All(char.IsAsciiDigit)) ? "a length that is not one number" : null;
    }

    private List<KeyValuePair<string, string>>? Fields()
    {
        var fields = new List<KeyValuePair<string, string>>();
        while (true)
        {
            if (Line() is not { } line)
            {
                return null;
            }

            if (line.Length == 0)
            {
                return fields;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !IsToken(line[..colon]))
            {
                return Malformed<List<KeyValuePair<string, string>>>("a field's name is no token");
            }

            fields.Add(new(line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }
    }

    private byte[]? Chunks()
    {
        var body = new MemoryStream();
        while (true)
        {
            if (Line() is not { } line)
            {
                return null;
            }

            var semicolon = line.IndexOf(';', StringComparison.Ordinal);
            var digits = semicolon < 0 ? line : line[..semicolon];
            if (digits.Length is 0 or > 15 || !digits.All(char.IsAsciiHexDigit))
            {
                return Malformed<byte[]>("a chunk's size is no number");
            }

            var size = long.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                return Fields() is null ? null : body.ToArray();
            }

            if (Bytes(size) is not { } piece)
            {
                return null;
            }

            body.Write(piece);
            var end = _text.AsSpan(_at, Math.Min(2, _text.Length - _at));
            if (!"\r\n".AsSpan().StartsWith(end))
            {
                return Malformed<byte[]>("a chunk does not end where its size says");
            }

            if (end.Length < 2)
            {
                return null;
            }

            _at += 2;
        }
    }

    private byte[]? Bytes(long count)
    {
        if (count > _text.Length - _at)
        {
            return null;
        }

        var bytes = Encoding.Latin1.GetBytes(_text, _at, (int)count);
        _at += (int)count;
        return bytes;
    }

    // CR LF ends a line and neither stands in one.
    private string? Line()
    {
        var end = _text.AsSpan(_at).IndexOfAny('\r', '\n');
        if (end < 0)
        {
            return null;
        }

        end += _at;
        if (_text[end] == '\n')
        {
            return Malformed<string>("a line ends with LF alone");
        }

        if (end + 1 == _text.Length)
        {
            return null;
        }

        var line = _text[_at..end];
        if (_text[end + 1] != '\n' || line.Contains('\0'))
        {
            return Malformed<string>("CR alone or NUL in a line");
        }

        _at = end + 2;
        return line;
    }

    private DirectRequest? Malformed(string fault) => Malformed<DirectRequest>(fault);

    private T? Malformed<T>(string fault)
    {
        _fault = fault;
        return default;
    }

    private static bool IsToken(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || TokenMarks.Contains(c));

    private static List<string> Values(List<KeyValuePair<string, string>> headers, string name) =>
        [.. headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value)];
}
