using System.Globalization;
using System.Text;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Reads HTTP/1.1 messages from a stream, byte by byte as they are: the tests' own parser, so that no library's kindness hides a fault.</summary>
/// <param name="stream">Where they come from.</param>
/// <param name="bufferBytes">How much is read at once, to begin with: little where there are many of these.</param>
internal sealed class RawReader(Stream stream, int bufferBytes)
{
    private byte[] _buffer = new byte[bufferBytes];
    private int _start;
    private int _end;

    public RawReader(Stream stream)
        : this(stream, 1 << 16)
    {
    }

    /// <summary>Bytes of bodies read so far, for tests that watch one arrive.</summary>
    public long BodyBytes { get; private set; }

    /// <summary>The next message; null when the stream ends before one begins.</summary>
    public async Task<RawMessage?> ReadAsync(bool isResponse, string requestMethod, CancellationToken ct)
    {
        if (await ReadHeadAsync(ct) is not { } head)
        {
            return null;
        }

        var (body, isWhole) = await ReadBodyAsync(head, isResponse, requestMethod, null, ct);
        return head with { Body = body, IsWhole = isWhole };
    }

    /// <summary>The next message's head, its body not yet read; null at the end of the stream.</summary>
    public async Task<RawMessage?> ReadHeadAsync(CancellationToken ct)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(ct))
            {
                return null;
            }
        }

        var lines = Encoding.Latin1.GetString(_buffer, _start, length).Split("\r\n");
        _start += length + 4;
        return new(lines[0], [.. lines.Skip(1).Select(Header)], [], true);
    }

    /// <summary>The body that follows a head; <c>onBytes</c> is called with each piece as it is read.</summary>
    public async Task<(byte[] Body, bool IsWhole)> ReadBodyAsync(
        RawMessage head, bool isResponse, string requestMethod, Action<byte[]>? onBytes, CancellationToken ct)
    {
        var body = new MemoryStream();
        if (isResponse && (requestMethod == "HEAD" || head.Status is 204 or 304 or 101 or 100))
        {
            return ([], true);
        }

        if (head["Transfer-Encoding"]?.Equals("chunked", StringComparison.OrdinalIgnoreCase) == true)
        {
            var isWhole = await ReadChunksAsync(body, onBytes, ct);
            return (body.ToArray(), isWhole);
        }

        var length = head["Content-Length"] is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : isResponse ? long.MaxValue : 0;
        var got = await CopyAsync(body, length, onBytes, ct);
        return (body.ToArray(), got == length || length == long.MaxValue);
    }

    /// <summary>Whatever still comes, until the stream ends.</summary>
    public async Task<byte[]> ReadRestAsync(CancellationToken ct)
    {
        var rest = new MemoryStream();
        await CopyAsync(rest, long.MaxValue, null, ct);
        return rest.ToArray();
    }

    /// <summary>Up to <paramref name="count"/> bytes as they come; fewer at the end of the stream.</summary>
    public async Task<byte[]> ReadExactlyAsync(int count, CancellationToken ct)
    {
        var bytes = new MemoryStream();
        await CopyAsync(bytes, count, null, ct);
        return bytes.ToArray();
    }

    private async Task<bool> ReadChunksAsync(MemoryStream body, Action<byte[]>? onBytes, CancellationToken ct)
    {
        while (await ReadLineAsync(ct) is { } line)
        {
            var size = int.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                while (await ReadLineAsync(ct) is { Length: > 0 })
                {
                }

                return true;
            }

            if (await CopyAsync(body, size, onBytes, ct) < size || await ReadLineAsync(ct) is null)
            {
                return false;
            }
        }

        return false;
    }

    private async Task<string?> ReadLineAsync(CancellationToken ct)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            if (!await FillAsync(ct))
            {
                return null;
            }
        }

        var line = Encoding.Latin1.GetString(_buffer, _start, length);
        _start += length + 2;
        return line;
    }

    private async Task<long> CopyAsync(MemoryStream to, long count, Action<byte[]>? onBytes, CancellationToken ct)
    {
        long copied = 0;
        while (copied < count && (_end > _start || await FillAsync(ct)))
        {
            var piece = (int)Math.Min(_end - _start, count - copied);
            await to.WriteAsync(_buffer.AsMemory(_start, piece), ct);
            onBytes?.Invoke(_buffer.AsSpan(_start, piece).ToArray());
            _start += piece;
            copied += piece;
            BodyBytes += piece;
        }

        return copied;
    }

    private async Task<bool> FillAsync(CancellationToken ct)
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            var count = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
            _end += count;
            return count > 0;
        }
        catch (IOException)
        {
            // A reset is an end too; that the message is not whole is what the caller sees.
            return false;
        }
    }

    private static KeyValuePair<string, string> Header(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return new(line[..colon], line[(colon + 1)..].Trim(' ', '\t'));
    }
}
