using System.Buffers;

namespace Observability.Ingest.Proxy.Altering;

/// <summary>Takes out of an event stream what a provider wrote into it only because we asked for usage. See <see cref="UsageChunk"/> for what that is.</summary>
/// <remarks>
/// Line by line, as they come: only a line that is not complete yet is held back, and one that grows beyond 128 KiB goes by as it is. The blank line
/// behind an event that was taken out goes with it. A stream whose lines end with a carriage return alone is left alone.
/// </remarks>
internal sealed class UsageFilter : IDisposable
{
    private const int MaxLineBytes = 128 << 10;

    private byte[] _held = [];
    private int _length;
    private bool _isPassing;
    private bool _isInEvent;
    private bool _takesBlank;

    /// <summary>Whether what has passed ends between two events.</summary>
    public bool IsBetweenEvents => !_isInEvent && !_isPassing;

    /// <summary>For an answer whose head is ready to be sent, which then has no length; null when it is no event stream, or a compressed one, and stays as it is.</summary>
    public static UsageFilter? For(HttpResponse response)
    {
        if (response.StatusCode != StatusCodes.Status200OK || !ContentTypes.IsEventStream(response.ContentType) || response.Headers.ContentEncoding.Count > 0)
        {
            return null;
        }

        response.ContentLength = null;
        return new();
    }

    /// <summary>Takes the next bytes of the stream and writes what the client gets of them.</summary>
    public void Pass(ReadOnlySpan<byte> bytes, IBufferWriter<byte> to)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n') + 1;
            if (end == 0)
            {
                Hold(bytes, to);
                return;
            }

            if (_isPassing)
            {
                to.Write(bytes[..end]);
                _isPassing = false;
            }
            else if (_length == 0)
            {
                PassLine(bytes[..end], to);
            }
            else
            {
                Keep(bytes[..end]);
                var length = _length;
                _length = 0;
                PassLine(_held.AsSpan(0, length), to);
            }

            bytes = bytes[end..];
        }
    }

    /// <summary>The stream is over: writes what is still held, a last line without an end.</summary>
    public void End(IBufferWriter<byte> to)
    {
        var length = _length;
        _length = 0;
        if (length > 0)
        {
            PassLine(_held.AsSpan(0, length), to);
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (_held.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_held);
            _held = [];
            _length = 0;
        }
    }

    private void Hold(ReadOnlySpan<byte> bytes, IBufferWriter<byte> to)
    {
        if (_isPassing)
        {
            to.Write(bytes);
            return;
        }

        Keep(bytes);
        var held = _held.AsSpan(0, _length);
        var isOddlyEnded = held[..^1].Contains((byte)'\r');
        if (_length > MaxLineBytes || isOddlyEnded)
        {
            to.Write(held);
            _length = 0;
            _isPassing = true;
            _isInEvent = true;
            _takesBlank = false;
        }
    }

    private void PassLine(ReadOnlySpan<byte> line, IBufferWriter<byte> to)
    {
        var text = line.TrimEnd("\r\n"u8);
        if (text.IsEmpty)
        {
            if (!_takesBlank)
            {
                to.Write(line);
            }

            _takesBlank = false;
            _isInEvent = false;
            return;
        }

        var chunk = UsageChunk.In(text);
        _takesBlank = chunk.IsOnlyUsage && !_isInEvent;
        if (chunk.IsOnlyUsage)
        {
            return;
        }

        to.Write(line[..chunk.From]);
        to.Write(line[chunk.To..]);
        _isInEvent = true;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _held.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, 2 * (_length + bytes.Length)));
            _held.AsSpan(0, _length).CopyTo(larger);
            if (_held.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_held);
            }

            _held = larger;
        }

        bytes.CopyTo(_held.AsSpan(_length));
        _length += bytes.Length;
    }
}
