using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Observability.Testing.OpenWebUI;

/// <summary>One TCP connection as aiohttp uses it: what it sends is decided byte by byte, what it reads is held to aiohttp's rules.</summary>
public sealed class OpenWebUIConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    // What is left of the chunk or of the body; null = until the connection ends.
    private long? _left;
    private bool _chunked;
    private bool _ended;

    private OpenWebUIConnection()
    {
    }

    /// <summary>Connects to a loopback port.</summary>
    public static async Task<OpenWebUIConnection> OpenAsync(int port, CancellationToken ct)
    {
        var connection = new OpenWebUIConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port, ct);
        return connection;
    }

    /// <summary>Sends a whole request.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> request, CancellationToken ct)
    {
        while (!request.IsEmpty)
        {
            request = request[await _socket.SendAsync(request, SocketFlags.None, ct)..];
        }
    }

    /// <summary>Reads the head of an answer.</summary>
    /// <exception cref="OpenWebUIException">The connection ended first.</exception>
    public async Task<AnswerHead> ReadHeadAsync(CancellationToken ct)
    {
        int length;
        while ((length = Unread.IndexOf("\r\n\r\n"u8)) < 0)
        {
            await FillOrFailAsync("Server disconnected", ct);
        }

        var head = AnswerHead.Parse(Encoding.Latin1.GetString(Unread[..length]));
        _start += length + 4;
        _chunked = head["Transfer-Encoding"] == "chunked";
        _left = _chunked ? 0 : head["Content-Length"] is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
        _ended = _left == 0 && !_chunked;
        return head;
    }

    /// <summary>The lines of a body as they come, each without its <c>\n</c> and valid until the next. Chunks may cut them anywhere.</summary>
    /// <exception cref="OpenWebUIException">A line is too long, or the body ends without its end.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var line = new MemoryStream();
        while (await ReadPieceAsync(ct) is { IsEmpty: false } piece)
        {
            for (int end; (end = piece.Span.IndexOf((byte)'\n')) >= 0; piece = piece[(end + 1)..])
            {
                Append(line, piece[..end]);
                yield return line.GetBuffer().AsMemory(0, (int)line.Length);
                line.SetLength(0);
            }

            Append(line, piece);
        }

        if (line.Length > 0)
        {
            yield return line.GetBuffer().AsMemory(0, (int)line.Length);
        }
    }

    /// <summary>The whole body.</summary>
    /// <exception cref="OpenWebUIException">It ends without its end.</exception>
    public async Task<byte[]> BodyAsync(CancellationToken ct)
    {
        var body = new MemoryStream();
        while (await ReadPieceAsync(ct) is { IsEmpty: false } piece)
        {
            body.Write(piece.Span);
        }

        return body.ToArray();
    }

    /// <summary>What Stop does: closes the connection at once, whatever is on its way.</summary>
    public void Stop()
    {
        _socket.LingerState = new(enable: true, 0);
        _socket.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private Span<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    private static void Append(MemoryStream line, ReadOnlyMemory<byte> part)
    {
        line.Write(part.Span);
        if (line.Length > OpenWebUIAnswer.MaxLineBytes)
        {
            throw new OpenWebUIException($"LineTooLong: Got more than {OpenWebUIAnswer.MaxLineBytes} bytes when reading.");
        }
    }

    // Some of the body, valid until the next call; empty at its end.
    private async Task<ReadOnlyMemory<byte>> ReadPieceAsync(CancellationToken ct)
    {
        if (_chunked && _left == 0 && !_ended)
        {
            await ReadChunkHeadAsync(ct);
        }

        if (_ended)
        {
            return default;
        }

        if (_start == _end && !await FillAsync(ct))
        {
            return _left is null ? default : throw new OpenWebUIException("TransferEncodingError: Not enough data to satisfy transfer length header.");
        }

        var length = (int)Math.Min(_left ?? long.MaxValue, _end - _start);
        var piece = _buffer.AsMemory(_start, length);
        _start += length;
        _left -= length;
        _ended = _left == 0 && !_chunked;
        return piece;
    }

    private async Task ReadChunkHeadAsync(CancellationToken ct)
    {
        var line = await ReadFramingAsync(ct);
        _left = long.Parse((line.Length == 0 ? await ReadFramingAsync(ct) : line).Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (_left > 0)
        {
            return;
        }

        while ((await ReadFramingAsync(ct)).Length > 0)
        {
        }

        _ended = true;
    }

    private async Task<string> ReadFramingAsync(CancellationToken ct)
    {
        int length;
        while ((length = Unread.IndexOf("\r\n"u8)) < 0)
        {
            await FillOrFailAsync("TransferEncodingError: Not enough data to satisfy transfer length header.", ct);
        }

        var line = Encoding.ASCII.GetString(Unread[..length]);
        _start += length + 2;
        return line;
    }

    private async Task FillOrFailAsync(string fault, CancellationToken ct)
    {
        if (!await FillAsync(ct))
        {
            throw new OpenWebUIException(fault);
        }
    }

    private async Task<bool> FillAsync(CancellationToken ct)
    {
        if (_start > 0)
        {
            Unread.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            var count = await _socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, ct);
            _end += count;
            return count > 0;
        }
        catch (SocketException)
        {
            // A reset is an end too.
            return false;
        }
    }
}
