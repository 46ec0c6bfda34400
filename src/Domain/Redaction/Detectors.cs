namespace Observability.Domain.Redaction;

/// <summary>All detectors, over a text in UTF-8. What they look for and in which notation: docs/redaction.md.</summary>
internal static class Detectors
{
    // A shorter text holds nothing: a@b.co, 10.1.1.1.
    private const int Shortest = 6;

    /// <summary>What is in <paramref name="text"/>, in its order; what overlaps is one finding, of the kind that began first.</summary>
    public static IReadOnlyList<Finding> Find(ReadOnlySpan<byte> text)
    {
        if (text.Length < Shortest)
        {
            return [];
        }

        var found = new List<Finding>();
        SecretShapes.Find(text, found);
        EmailAddresses.Find(text, found);
        Ibans.Find(text, found);
        CardNumbers.Find(text, found);
        PhoneNumbers.Find(text, found);
        IpAddresses.Find(text, found);
        return found.Count < 2 ? found : Merged(found);
    }

    private static List<Finding> Merged(List<Finding> found)
    {
        var merged = new List<Finding>(found.Count);

        // Stable: of those that begin together the detector that is named first above gives the kind.
        foreach (var next in found.OrderBy(f => f.Start))
        {
            if (merged.Count > 0 && next.Start < merged[^1].End)
            {
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, next.End) };
            }
            else
            {
                merged.Add(next);
            }
        }

        return merged;
    }
}
