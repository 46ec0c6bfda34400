namespace Observability.Domain.Tokens;

/// <summary>Counts the tokens of one piece of text: neighbours are merged, the pair of the lowest rank first, until no pair is a token.</summary>
internal static class BytePairMerging
{
    // Up to here looking through all pairs for the lowest is faster than keeping them in order.
    private const int Short = 64;

    // A longer piece is counted in parts, so that one without any space or letter cannot take memory without bound.
    private const int LongestPart = 64 << 10;

    /// <summary>The number of tokens of <paramref name="piece"/>, UTF-8. Time n log n, memory of at most 64 KiB of text.</summary>
    public static int Count(TokenRanks ranks, ReadOnlySpan<byte> piece)
    {
        if (piece.Length < 2 || ranks.RankOf(piece) != TokenRanks.None)
        {
            return Math.Min(piece.Length, 1);
        }

        var count = 0;
        while (piece.Length > LongestPart)
        {
            count += CountLong(ranks, piece[..LongestPart]);
            piece = piece[LongestPart..];
        }

        return count + (piece.Length <= Short ? CountShort(ranks, piece) : CountLong(ranks, piece));
    }

    private static int CountShort(TokenRanks ranks, ReadOnlySpan<byte> piece)
    {
        // Token i goes from starts[i] to starts[i + 1]; pairs[i] is the rank of it and the next together.
        Span<int> starts = stackalloc int[piece.Length + 1];
        Span<int> pairs = stackalloc int[piece.Length + 1];
        var count = piece.Length;
        for (var i = 0; i <= count; i++)
        {
            starts[i] = i;
            pairs[i] = i + 2 <= count ? ranks.RankOf(piece[i..(i + 2)]) : TokenRanks.None;
        }

        while (Lowest(pairs[..count]) is var at and >= 0)
        {
            starts[(at + 2)..(count + 1)].CopyTo(starts[(at + 1)..]);
            pairs[(at + 2)..(count + 1)].CopyTo(pairs[(at + 1)..]);
            count--;
            pairs[at] = at + 2 <= count ? ranks.RankOf(piece[starts[at]..starts[at + 2]]) : TokenRanks.None;
            if (at > 0)
            {
                pairs[at - 1] = ranks.RankOf(piece[starts[at - 1]..starts[at + 1]]);
            }
        }

        return count;
    }

    private static int Lowest(ReadOnlySpan<int> pairs)
    {
        var (lowest, at) = (TokenRanks.None, -1);
        for (var i = 0; i < pairs.Length; i++)
        {
            if (pairs[i] < lowest)
            {
                (lowest, at) = (pairs[i], i);
            }
        }

        return at;
    }

    private static int CountLong(TokenRanks ranks, ReadOnlySpan<byte> piece)
    {
        // A list of tokens by where they start; a pair in the queue is stale once one of the two has grown.
        var next = new int[piece.Length + 1];
        var previous = new int[piece.Length + 1];
        var queue = new PriorityQueue<Pair, long>(piece.Length);
        for (var i = 0; i <= piece.Length; i++)
        {
            (next[i], previous[i]) = (i + 1, i - 1);
        }

        for (var i = 0; i + 2 <= piece.Length; i++)
        {
            Offer(ranks, piece, queue, new(i, i + 1, i + 2));
        }

        var count = piece.Length;
        while (queue.TryDequeue(out var pair, out _))
        {
            if (next[pair.Start] != pair.Middle || next[pair.Middle] != pair.End)
            {
                continue;
            }

            (next[pair.Start], next[pair.Middle], previous[pair.End]) = (pair.End, 0, pair.Start);
            count--;
            if (pair.End < piece.Length)
            {
                Offer(ranks, piece, queue, new(pair.Start, pair.End, next[pair.End]));
            }

            if (pair.Start > 0)
            {
                Offer(ranks, piece, queue, new(previous[pair.Start], pair.Start, pair.End));
            }
        }

        return count;
    }

    // Of equal ranks the first in the text is merged first.
    private static void Offer(TokenRanks ranks, ReadOnlySpan<byte> piece, PriorityQueue<Pair, long> queue, Pair pair)
    {
        var rank = ranks.RankOf(piece[pair.Start..pair.End]);
        if (rank != TokenRanks.None)
        {
            queue.Enqueue(pair, ((long)rank << 32) | (uint)pair.Start);
        }
    }

    /// <summary>Two neighbours: from <c>Start</c> to <c>Middle</c>, and from there to <c>End</c>.</summary>
    private readonly record struct Pair(int Start, int Middle, int End);
}
