using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>Where the time of one exchange went: the phases, and how evenly the answer came.</summary>
/// <param name="Total">Whole latency.</param>
/// <param name="Phases">Consecutive phases; what was not measured is not there.</param>
/// <param name="Stalls">Gaps between pieces over four times the median and over 250 ms.</param>
/// <param name="Gaps">Median, 95th and 99th percentile and longest gap between two pieces; null when there were fewer than three.</param>
public sealed record StreamTimes(
    TimeSpan Total, IReadOnlyList<StreamPhase> Phases, IReadOnlyList<(TimeSpan From, TimeSpan To)> Stalls, ChunkGaps? Gaps)
{
    private static readonly TimeSpan ShortestStall = TimeSpan.FromMilliseconds(250);

    /// <summary>Works it out.</summary>
    public static StreamTimes Of(Exchange row, IReadOnlyList<Chunk> chunks)
    {
        var total = TimeSpan.FromMicroseconds(row.DurationUs);
        var gaps = new List<TimeSpan>(chunks.Count);
        for (var i = 1; i < chunks.Count; i++)
        {
            gaps.Add(chunks[i].At - chunks[i - 1].At);
        }

        if (gaps.Count < 2)
        {
            return new(total, PhasesOf(row, total), [], null);
        }

        var sorted = gaps.Order().ToList();
        var median = At(sorted, 0.5);
        var limit = median * 4 > ShortestStall ? median * 4 : ShortestStall;
        var stalls = Enumerable.Range(0, gaps.Count).Where(i => gaps[i] > limit).Select(i => (chunks[i].At, chunks[i + 1].At)).ToList();
        return new(total, PhasesOf(row, total), stalls, new(median, At(sorted, 0.95), At(sorted, 0.99), sorted[^1]));
    }

    private static List<StreamPhase> PhasesOf(Exchange row, TimeSpan total)
    {
        var phases = new List<StreamPhase>(4);
        var at = TimeSpan.Zero;
        Add("Connect", "connect", row.ConnectUs);
        Add("Wait for answer", "wait", row.FirstByteUs);
        Add("To first token", "prefill", row.FirstTokenUs);
        Add(row.FirstTokenUs is null ? "Read answer" : "Generate", "generate", row.FirstByteUs is null ? null : row.DurationUs);
        if (phases.Count == 0)
        {
            phases.Add(new("Wait", "wait", TimeSpan.Zero, total));
        }

        return phases;

        void Add(string name, string look, long? endUs)
        {
            if (endUs is { } us && TimeSpan.FromMicroseconds(us) is var end && end >= at)
            {
                phases.Add(new(name, look, at, end));
                at = end;
            }
        }
    }

    private static TimeSpan At(List<TimeSpan> sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
}

/// <summary>One phase of an exchange.</summary>
/// <param name="Name">What happened in it.</param>
/// <param name="Look">Its colour.</param>
/// <param name="From">Begin, since the request's arrival.</param>
/// <param name="To">End.</param>
public sealed record StreamPhase(string Name, string Look, TimeSpan From, TimeSpan To);

/// <summary>How far apart the pieces of an answer came.</summary>
/// <param name="Median">Half were closer.</param>
/// <param name="P95">95 of 100 were closer.</param>
/// <param name="P99">99 of 100 were closer.</param>
/// <param name="Longest">The longest.</param>
public sealed record ChunkGaps(TimeSpan Median, TimeSpan P95, TimeSpan P99, TimeSpan Longest);
