using System.Buffers;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Proxy;

/// <summary>Writes a <see cref="ChunkTimeline"/> while a body arrives: at most 64 KiB, after which the last chunk grows instead.</summary>
internal sealed class ChunkMarks : IDisposable
{
    private const int MaxBytes = 64 << 10;
    private const int MaxMarkBytes = 18;

    private byte[] _encoded = [];
    private int _used;
    private long _lastMicros;
    private long _pendingDelta;
    private long _pendingLength;

    /// <summary>Notes that <paramref name="length"/> bytes arrived, <paramref name="micros"/> microseconds after the request did.</summary>
    public void Add(long micros, int length)
    {
        if (_pendingLength > 0)
        {
            // Room is left for this mark and the one that will be pending at the end.
            if (_used + (2 * MaxMarkBytes) > MaxBytes)
            {
                _pendingLength += length;
                return;
            }

            Write();
        }

        _pendingDelta = Math.Max(0, micros - _lastMicros);
        _lastMicros += _pendingDelta;
        _pendingLength = length;
    }

    /// <summary>The timeline so far. Valid until this is disposed; nothing can be added afterwards.</summary>
    public ChunkTimeline ToTimeline()
    {
        if (_pendingLength > 0)
        {
            Write();
            _pendingLength = 0;
        }

        return _used == 0 ? ChunkTimeline.None : new(_encoded.AsMemory(0, _used));
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (_encoded.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_encoded);
            _encoded = [];
            _used = 0;
        }
    }

    private void Write()
    {
        if (_used + MaxMarkBytes > _encoded.Length)
        {
            Grow();
        }

        WriteLeb128(_pendingDelta);
        WriteLeb128(_pendingLength);
    }

    private void WriteLeb128(long value)
    {
        while (value >= 0x80)
        {
            _encoded[_used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _encoded[_used++] = (byte)value;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, _encoded.Length * 2));
        _encoded.AsSpan(0, _used).CopyTo(larger);
        if (_encoded.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_encoded);
        }

        _encoded = larger;
    }
}
