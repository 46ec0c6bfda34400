using DiffPlex;
using DiffPlex.Chunkers;

namespace Observability.Dashboard.Compare;

/// <summary>What became of a piece of text.</summary>
public enum Change
{
    /// <summary>It is in both.</summary>
    Same,

    /// <summary>It is only in the first.</summary>
    Removed,

    /// <summary>It is only in the second.</summary>
    Added,
}

/// <summary>A piece of two texts laid over each other.</summary>
/// <param name="Change">Where it is.</param>
/// <param name="Text">The piece.</param>
public readonly record struct TextPiece(Change Change, string Text);

/// <summary>Two texts, word by word.</summary>
public static class TextDiff
{
    // The work grows with the product of both; what is longer is compared by lines, and what is longer still not at all.
    private const int MostChunks = 4_000;

    /// <summary>
    /// The pieces of both, in order: those that are the same and removed make the first text, those that are the same and added the second.
    /// By words, or by lines where there are too many words. Null when there are too many lines as well.
    /// </summary>
    public static IReadOnlyList<TextPiece>? Of(string first, string second)
    {
        if (first == second)
        {
            return first.Length == 0 ? [] : [new(Change.Same, first)];
        }

        return Of(first, second, Words.Chunker) ?? Of(first, second, LineEndingsPreservingChunker.Instance);
    }

    private static List<TextPiece>? Of(string first, string second, IChunker chunker)
    {
        if (chunker.Chunk(first).Count > MostChunks || chunker.Chunk(second).Count > MostChunks)
        {
            return null;
        }

        var diff = Differ.Instance.CreateDiffs(first, second, ignoreWhiteSpace: false, ignoreCase: false, chunker);
        var pieces = new List<TextPiece>();
        var at = 0;
        foreach (var block in diff.DiffBlocks)
        {
            Add(Change.Same, diff.PiecesOld, at, block.DeleteStartA);
            Add(Change.Removed, diff.PiecesOld, block.DeleteStartA, block.DeleteStartA + block.DeleteCountA);
            Add(Change.Added, diff.PiecesNew, block.InsertStartB, block.InsertStartB + block.InsertCountB);
            at = block.DeleteStartA + block.DeleteCountA;
        }

        Add(Change.Same, diff.PiecesOld, at, diff.PiecesOld.Count);
        return pieces;

        void Add(Change change, IReadOnlyList<string> from, int start, int end)
        {
            if (end > start)
            {
                pieces.Add(new(change, string.Concat(from.Skip(start).Take(end - start))));
            }
        }
    }
}
