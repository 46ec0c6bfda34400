namespace Observability.Domain.Filters;

/// <summary>Which of our words a mistyped one most likely means.</summary>
internal static class Spelling
{
    // Longer ones are no slip of the finger, and comparing them would take long.
    private const int MaxLength = 40;

    /// <summary>The nearest of <paramref name="known"/>; null when none is near enough to be meant.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > MaxLength)
        {
            return null;
        }

        var lower = word.ToLowerInvariant();
        var near = known.Select(k => (Word: k, Distance: Distance(lower, k))).MinBy(p => p.Distance);
        if (near.Word is not null && near.Distance <= Math.Max(1, lower.Length / 3))
        {
            return near.Word;
        }

        return lower.Length < 3 ? null : known.FirstOrDefault(k => k.StartsWith(lower, StringComparison.Ordinal) || lower.StartsWith(k, StringComparison.Ordinal));
    }

    // Letters to insert, delete, change, or swap with their neighbour.
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var change = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
