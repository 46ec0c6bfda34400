namespace Observability.Domain.Exchanges;

/// <summary>The times between successive events of a stream. Events of one piece have no time between them.</summary>
/// <param name="P50">The median, by nearest rank like the others: a time that really occurred.</param>
/// <param name="P95">What 95 of 100 gaps do not exceed.</param>
/// <param name="P99">What 99 of 100 gaps do not exceed.</param>
/// <param name="Longest">The worst stall.</param>
internal sealed record StreamGaps(TimeSpan P50, TimeSpan P95, TimeSpan P99, TimeSpan Longest)
{
    /// <summary>The gaps between <paramref name="arrivals"/>, in order; null with fewer than two.</summary>
    public static StreamGaps? Between(IReadOnlyList<TimeSpan> arrivals)
    {
        if (arrivals.Count < 2)
        {
            return null;
        }

        var gaps = new TimeSpan[arrivals.Count - 1];
        for (var i = 0; i < gaps.Length; i++)
        {
            gaps[i] = arrivals[i + 1] - arrivals[i];
        }

        Array.Sort(gaps);
        return new(At(gaps, 50), At(gaps, 95), At(gaps, 99), gaps[^1]);
    }

    private static TimeSpan At(TimeSpan[] sorted, int percent) => sorted[(int)((((long)sorted.Length * percent) + 99) / 100) - 1];
}
