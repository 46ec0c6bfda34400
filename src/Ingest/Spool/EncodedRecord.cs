using System.Buffers;

namespace Observability.Ingest.Spool;

/// <summary>One record ready to be written: header and fields in one array, the body still in the pieces it was captured in.</summary>
/// <remarks>Its checksums are computed on the caller's thread; only the segment's salt is mixed in under the appender's lock.</remarks>
internal sealed class EncodedRecord : IDisposable
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _pieces;
    private readonly int _headLength;
    private readonly bool _bare;
    private byte[]? _head;

    /// <summary>Takes over the writer's array.</summary>
    /// <param name="header">The record's header; its length and checksum are computed here.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="body">The body: whatever follows the fields.</param>
    /// <param name="bare">Whether everything that could be left out was.</param>
    public EncodedRecord(RecordHeader header, PayloadWriter fields, IReadOnlyList<ReadOnlyMemory<byte>> body, bool bare)
    {
        (_head, _headLength, _pieces, _bare) = (fields.Array, fields.Length, body, bare);
        long length = _headLength - RecordHeader.Size;
        var crc = Crc32C.Continue(Crc32C.Start, _head.AsSpan(RecordHeader.Size, _headLength - RecordHeader.Size));
        foreach (var piece in body)
        {
            crc = Crc32C.Continue(crc, piece.Span);
            length += piece.Length;
        }

        Header = header with { PayloadLength = checked((int)length), PayloadCrc = Crc32C.Finish(crc) };
    }

    private EncodedRecord(RecordHeader header, byte[] record, int length, bool bare) =>
        (Header, _head, _headLength, _pieces, _bare) = (header, record, length, [], bare);

    /// <summary>The header.</summary>
    public RecordHeader Header { get; }

    /// <summary>Whether everything that could be left out was. An END like that is always let in: its room was reserved by its BEGIN.</summary>
    public bool IsBare => _bare;

    /// <summary>Length on disk.</summary>
    public int Length => Header.RecordLength;

    /// <summary>A record from the payload it was read back with.</summary>
    public static EncodedRecord Again(RecordHeader header, ReadOnlySpan<byte> payload)
    {
        var record = ArrayPool<byte>.Shared.Rent(header.RecordLength);
        payload.CopyTo(record.AsSpan(RecordHeader.Size));
        return new(header with { Copy = true }, record, header.RecordLength, bare: false);
    }

    /// <summary>Fills <paramref name="buffers"/> with the record as it looks in the segment with this salt.</summary>
    public void Gather(List<ReadOnlyMemory<byte>> buffers, uint salt)
    {
        ObjectDisposedException.ThrowIf(_head is null, this);
        Header.Write(_head, salt);
        buffers.Clear();
        buffers.Add(_head.AsMemory(0, _headLength));
        buffers.AddRange(_pieces);
    }

    /// <summary>What follows the header in a record that borrows nothing: see <see cref="Own"/>.</summary>
    /// <exception cref="InvalidOperationException">Its body is borrowed.</exception>
    public ReadOnlyMemory<byte> OwnPayload =>
        _pieces.Count == 0 ? _head.AsMemory(RecordHeader.Size, Header.PayloadLength) : throw new InvalidOperationException("The body is borrowed.");

    /// <summary>A copy that borrows nothing, for a queue.</summary>
    public EncodedRecord Own()
    {
        ObjectDisposedException.ThrowIf(_head is null, this);
        var record = ArrayPool<byte>.Shared.Rent(Length);
        _head.AsSpan(0, _headLength).CopyTo(record);
        var at = _headLength;
        foreach (var piece in _pieces)
        {
            piece.Span.CopyTo(record.AsSpan(at));
            at += piece.Length;
        }

        return new(Header, record, Length, _bare);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _head, null) is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
