using System.Buffers;
using System.Security.Cryptography;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Proxy;

/// <summary>A copy of one body as it passes, in pooled pieces, up to a limit or to the end of the memory for all. Beyond it bytes are only counted and hashed.</summary>
/// <remarks>Pieces of 8 KiB instead of one growing array: nothing is copied twice and nothing lands on the large-object heap.</remarks>
/// <param name="limitBytes">The most that is kept.</param>
/// <param name="memory">The memory for all bodies; null = there is enough.</param>
internal sealed class BodyCapture(long limitBytes, CaptureMemory? memory = null) : IDisposable
{
    private const int PieceBytes = 8 << 10;

    private readonly List<byte[]> _arrays = [];
    private int _usedOfLast;
    private long _taken;
    private IncrementalHash? _hash;

    /// <summary>Length of the body so far.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>How much of it was kept.</summary>
    public long KeptBytes { get; private set; }

    /// <summary>How much is kept whatever memory there is, bytes: what is sent on from here. Default: the first piece.</summary>
    public long AlwaysBytes { get; set; } = PieceBytes;

    /// <summary>Prepares one piece for a body of known length that is always kept. Before the first <see cref="Append"/> only.</summary>
    public void Expect(int bytes) => Rent(Math.Max(bytes, 1));

    /// <summary>Takes the next bytes of the body.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        TotalBytes += bytes.Length;
        if (_hash is not null)
        {
            _hash.AppendData(bytes);
            return;
        }

        var kept = Keep(bytes[..(int)Math.Min(bytes.Length, limitBytes - KeptBytes)]);
        if (kept < bytes.Length)
        {
            StartHash();
            _hash!.AppendData(bytes[kept..]);
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

        memory?.Return(_taken);
        _taken = 0;
        _arrays.Clear();
        KeptBytes = 0;
        _hash?.Dispose();
    }

    // How many of them: fewer where memory is short.
    private int Keep(ReadOnlySpan<byte> bytes)
    {
        var kept = 0;
        while (kept < bytes.Length)
        {
            if (_arrays.Count == 0 || _usedOfLast == _arrays[^1].Length)
            {
                if (KeptBytes >= AlwaysBytes && memory?.TryTake(PieceBytes) == false)
                {
                    break;
                }

                Rent(PieceBytes, isTaken: KeptBytes >= AlwaysBytes);
                _usedOfLast = 0;
            }

            var last = _arrays[^1];
            var count = Math.Min(bytes.Length - kept, last.Length - _usedOfLast);
            bytes.Slice(kept, count).CopyTo(last.AsSpan(_usedOfLast));
            _usedOfLast += count;
            kept += count;
            KeptBytes += count;
        }

        return kept;
    }

    private void Rent(int bytes, bool isTaken = false)
    {
        if (!isTaken)
        {
            memory?.Take(bytes);
        }

        _taken += bytes;
        _arrays.Add(ArrayPool<byte>.Shared.Rent(bytes));
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
