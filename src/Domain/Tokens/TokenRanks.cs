using System.Buffers.Binary;
using System.IO.Compression;

namespace Observability.Domain.Tokens;

/// <summary>The tokens of a byte-pair encoding with their ranks: which pairs of neighbours become one token, the lowest rank first.</summary>
/// <remarks>One block of bytes and a hash table of numbers into it: 200,000 tokens take 5 MB and no objects.</remarks>
internal sealed class TokenRanks
{
    /// <summary>The rank of what is no token.</summary>
    public const int None = int.MaxValue;

    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly int[] _slots;
    private readonly int _longest;

    private TokenRanks(byte[] bytes, int[] starts, int longest)
    {
        (_bytes, _starts, _longest) = (bytes, starts, longest);
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)starts.Length * 2)];
        for (var rank = 0; rank < starts.Length - 1; rank++)
        {
            var slot = Hash(bytes.AsSpan(starts[rank]..starts[rank + 1])) & (_slots.Length - 1);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = rank + 1;
        }
    }

    /// <summary>Reads the ranks this assembly carries, as tools/tokens/ranks.mjs wrote them.</summary>
    /// <param name="name">The encoding, such as <c>o200k_base</c>.</param>
    public static TokenRanks Load(string name)
    {
        using var packed = typeof(TokenRanks).Assembly.GetManifestResourceStream($"ranks/{name}.br")
            ?? throw new InvalidOperationException($"This assembly carries no ranks of {name}.");
        using var unpacked = new BrotliStream(packed, CompressionMode.Decompress);
        Span<byte> head = stackalloc byte[sizeof(int)];
        unpacked.ReadExactly(head);
        var lengths = new byte[BinaryPrimitives.ReadInt32LittleEndian(head)];
        unpacked.ReadExactly(lengths);
        var starts = new int[lengths.Length + 1];
        for (var i = 0; i < lengths.Length; i++)
        {
            starts[i + 1] = starts[i] + lengths[i];
        }

        var bytes = new byte[starts[^1]];
        unpacked.ReadExactly(bytes);
        return new(bytes, starts, lengths.Max());
    }

    /// <summary>The rank of <paramref name="token"/>; <see cref="None"/> when it is no token.</summary>
    public int RankOf(ReadOnlySpan<byte> token)
    {
        if (token.Length > _longest)
        {
            return None;
        }

        for (var slot = Hash(token) & (_slots.Length - 1); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            var rank = _slots[slot] - 1;
            if (_bytes.AsSpan(_starts[rank].._starts[rank + 1]).SequenceEqual(token))
            {
                return rank;
            }
        }

        return None;
    }

    // FNV-1a; its upper half is the better one.
    private static int Hash(ReadOnlySpan<byte> token)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var b in token)
        {
            hash = (hash ^ b) * 0x100000001B3UL;
        }

        return (int)(hash >> 32) ^ (int)hash;
    }
}
