using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>Where the time of one exchange went: the phases, and how evenly the answer came.</summary>
/// <param name="Total">Whole latency.</param>
/// <param name="Phases">Consecutive phases; what was not measured is not there.</param>
/// <param name="Engine">What the provider's engine says of its own work, laid into the same time; empty when it says nothing.</param>
/// <param name="Stalls">Gaps between pieces of content over four times the median and over <see cref="ShortestStall"/>.</param>
/// <param name="Gaps">How far apart the pieces came; null when there were fewer than three.</param>
/// <param name="LastToken">When the last content came; null when the answer was no stream.</param>
public sealed record StreamTimes(
    TimeSpan Total, IReadOnlyList<StreamPhase> Phases, IReadOnlyList<StreamPhase> Engine,
    IReadOnlyList<(TimeSpan From, TimeSpan To)> Stalls, ChunkGaps? Gaps, TimeSpan? LastToken)
{
    /// <summary>Shorter, nobody calls it a stall, however quick the rest was.</summary>
    public static readonly TimeSpan ShortestStall = TimeSpan.FromMilliseconds(50);

    /// <summary>Works it out.</summary>
    /// <param name="row">The row.</param>
    /// <param name="chunks">Arrival of each piece of the response.</param>
    /// <param name="tokens">Arrival of each event with content; where there is none, gaps are those of the pieces.</param>
    public static StreamTimes Of(Exchange row, IReadOnlyList<Chunk> chunks, IReadOnlyList<TimeSpan> tokens)
    {
        var total = Micros(row.DurationUs);
        var last = tokens is [.., var end] ? end : (TimeSpan?)null;
        var phases = PhasesOf(row, total, last);
        var engine = EngineOf(row, total);
        var ofTokens = tokens.Count > 2;
        var arrivals = ofTokens ? tokens : [.. chunks.Select(c => c.At)];
        if (arrivals.Count < 3)
        {
            return new(total, phases, engine, [], null, last);
        }

        var gaps = arrivals.Skip(1).Zip(arrivals, (later, earlier) => later - earlier).ToList();
        var sorted = gaps.Order().ToList();
        var median = At(sorted, 0.5);
        var limit = median * 4 > ShortestStall ? median * 4 : ShortestStall;
        var stalls = Enumerable.Range(0, gaps.Count).Where(i => gaps[i] > limit).Select(i => (arrivals[i], arrivals[i + 1])).ToList();
        return new(total, phases, engine, stalls, new(ofTokens, median, At(sorted, 0.95), At(sorted, 0.99), sorted[^1]), last);
    }

    private static List<StreamPhase> PhasesOf(Exchange row, TimeSpan total, TimeSpan? lastToken)
    {
        var phases = new List<StreamPhase>(6);
        var at = TimeSpan.Zero;
        Add(TimelineText.Connect, "connect", Span(row.ConnectUs));
        Add(TimelineText.WaitForAnswer, "wait", Span(row.FirstByteUs));
        Add(TimelineText.ToFirstToken, "prefill", Span(row.FirstTokenUs));
        // Reasoning, a tool call: content the reader does not see.
        Add(TimelineText.ToFirstVisible, "hidden", row.FirstVisibleUs > row.FirstTokenUs ? Span(row.FirstVisibleUs) : null);
        Add(TimelineText.Generate, "generate", row.FirstTokenUs is null ? null : lastToken ?? total);
        if (row.FirstTokenUs is null)
        {
            Add(TimelineText.ReadAnswer, "generate", row.FirstByteUs is null ? null : total);
        }
        else if (at < total)
        {
            Add(TimelineText.ToTheEnd, "close", total);
        }

        if (phases.Count == 0)
        {
            phases.Add(new(TimelineText.Wait, "wait", TimeSpan.Zero, total));
        }

        return phases;

        void Add(string name, string look, TimeSpan? end)
        {
            if (end is { } to && to >= at)
            {
                phases.Add(new(name, look, at, to));
                at = to;
            }
        }
    }

    // The engine gives lengths, not moments: its prefill ends where the first token came, or its work where the answer did.
    private static List<StreamPhase> EngineOf(Exchange row, TimeSpan total)
    {
        (string Name, string Look, long? Us)[] parts =
            [(TimelineText.EngineQueue, "wait", row.QueueUs), (TimelineText.EngineLoad, "load", row.LoadUs), (TimelineText.EnginePrefill, "prefill", row.PrefillUs), (TimelineText.EngineDecode, "generate", row.DecodeUs)];
        var before = Micros(parts.Sum(p => p.Look == "generate" ? 0 : p.Us ?? 0));
        var all = Micros(parts.Sum(p => p.Us ?? 0));
        var at = Span(row.FirstTokenUs) is { } first ? first - before : total - all;
        at = at > TimeSpan.Zero ? at : TimeSpan.Zero;
        var phases = new List<StreamPhase>(parts.Length);
        foreach (var (name, look, us) in parts)
        {
            if (Span(us) is { } length)
            {
                phases.Add(new(name, look, at, at + length));
                at += length;
            }
        }

        return phases;
    }

    private static TimeSpan Micros(long us) => TimeSpan.FromMicroseconds(us);

    private static TimeSpan? Span(long? us) => us is { } known ? Micros(known) : null;

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
/// <param name="OfTokens">Whether the pieces are events with content; else they are whatever one read of the connection gave.</param>
/// <param name="Median">Half were closer.</param>
/// <param name="P95">95 of 100 were closer.</param>
/// <param name="P99">99 of 100 were closer.</param>
/// <param name="Longest">The longest.</param>
public sealed record ChunkGaps(bool OfTokens, TimeSpan Median, TimeSpan P95, TimeSpan P99, TimeSpan Longest);
