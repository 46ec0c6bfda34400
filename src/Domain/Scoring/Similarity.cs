using System.Buffers;

namespace Observability.Domain.Scoring;

/// <summary>How near two texts are: 1 − Levenshtein distance ÷ length of the longer one.</summary>
/// <remarks>
/// The distance is the least number of characters (UTF-16 code units) that must be put in, taken out or replaced to make one text of the other
/// (V. I. Levenshtein, 1966). The work grows with the product of both lengths, therefore they are bounded.
/// </remarks>
public static class Similarity
{
    /// <summary>Longest text that is compared, characters: two of them take a tenth of a second.</summary>
    public const int MostCharacters = 8_000;

    /// <summary>From 0 (nothing in common) to 1 (the same); two empty texts are the same. Null when one is longer than <see cref="MostCharacters"/> and they differ.</summary>
    public static double? Of(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        if (first.SequenceEqual(second))
        {
            return 1;
        }

        var longer = Math.Max(first.Length, second.Length);
        if (longer > MostCharacters)
        {
            return null;
        }

        // What both begin and end with costs nothing.
        var start = first.CommonPrefixLength(second);
        first = first[start..];
        second = second[start..];
        while (first.Length > 0 && second.Length > 0 && first[^1] == second[^1])
        {
            first = first[..^1];
            second = second[..^1];
        }

        return 1 - ((double)Distance(first, second) / longer);
    }

    // One row of the table at a time: row[j] = distance of what was read of the first to the first j characters of the second.
    private static int Distance(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        var rented = ArrayPool<int>.Shared.Rent(second.Length + 1);
        var row = rented.AsSpan(0, second.Length + 1);
        for (var j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 0; i < first.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 1; j < row.Length; j++)
            {
                var replaced = diagonal + (first[i] == second[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j - 1], diagonal));
            }
        }

        var distance = row[^1];
        ArrayPool<int>.Shared.Return(rented);
        return distance;
    }
}
