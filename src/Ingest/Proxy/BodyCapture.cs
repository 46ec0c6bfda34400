using System.Buffers;
using System.Security.Cryptography;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Proxy;

/// <summary>A copy of one body as it passes, in pooled pieces, up to a limit. Beyond it bytes are only counted and hashed.</summary>
/// <remarks>Pieces of 8 KiB instead of one growing array: nothing is copied twice and nothing lands on the large-object heap.</remarks>
internal sealed class BodyCapture(long limitBytes) : IDisposable
{
    private const int PieceBytes = 8 << 10;

    private readonly List<byte[]> _arrays = [];
    private int _usedOfLast;
    private IncrementalHash? _hash;

    /// <summary>Length of the body so far.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>How much of it was kept.</summary>
    public long KeptBytes { get; private set; }

    /// <summary>Prepares one piece for a body of known length. Before the first <see cref="Append"/> only.</summary>
    public void Expect(int bytes) => _arrays.Add(ArrayPool<byte>.Shared.Rent(Math.Max(bytes, 1)));

    /// <summary>Takes the next bytes of the body.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        TotalBytes += bytes.Length;
        if (_hash is not null)
        {
            _hash.AppendData(bytes);
            return;
        }

        var room = (int)Math.Min(bytes.Length, limitBytes - KeptBytes);
        Keep(bytes[..room]);
        if (room < bytes.Length)
        {
            StartHash();
            _hash!.AppendData(bytes[room..]);
        }
    }

    /// <summary>What was kept, in order. Valid until this is disposed.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Kept()
    {
        if (KeptBytes == 0)
        {
            return [];
        }

        var pieces = new ReadOnlyMemory<byte>[_arrays.Count];
        for (var i = 0; i < pieces.Length; i++)
        {
            pieces[i] = i + 1 < pieces.Length ? _arrays[i] : _arrays[i].AsMemory(0, _usedOfLast);
        }

        return pieces;
    }

    /// <summary>The body as the spool takes it. Valid until this is disposed.</summary>
    // An array that is null would become an empty memory here, which is not null: a hash of nothing.
    public BodyPieces ToPieces() => new(Kept(), TotalBytes, _hash is { } hash ? hash.GetCurrentHash() : (ReadOnlyMemory<byte>?)null);

    /// <summary>Gives the pieces back.</summary>
    public void Dispose()
    {
        foreach (var array in _arrays)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        _arrays.Clear();
        KeptBytes = 0;
        _hash?.Dispose();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        KeptBytes += bytes.Length;
        while (bytes.Length > 0)
        {
            if (_arrays.Count == 0 || _usedOfLast == _arrays[^1].Length)
            {
                _arrays.Add(ArrayPool<byte>.Shared.Rent(PieceBytes));
                _usedOfLast = 0;
            }

            var last = _arrays[^1];
            var count = Math.Min(bytes.Length, last.Length - _usedOfLast);
            bytes[..count].CopyTo(last.AsSpan(_usedOfLast));
            _usedOfLast += count;
            bytes = bytes[count..];
        }
    }

    private void StartHash()
    {
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in Kept())
        {
            _hash.AppendData(piece.Span);
        }
    }
}
