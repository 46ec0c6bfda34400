using System.Globalization;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Overview;

/// <summary>The charts of the overview, made of its sums.</summary>
internal sealed class OverviewCharts(OverviewSums sums, UsageMoment at)
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/overview";

    private readonly ChartFrame _frame = new("", TimeAxis.Of(sums.Bounds, at.Step, at.Zone, at.Now), ValueFormat.Count)
    {
        RequestsHref = UsageMoment.BucketHref(at.Filter),
        ZoomHref = at.View.ZoomOn(Path),
        ZoomOutHref = at.View.Range.Wider(at.Now, at.Zone) is { } wider ? (at.View with { Range = wider, Step = null }).On(Path) : null,
    };

    private int Buckets => sums.Bounds.Count - 1;

    /// <summary>Whether the period before is drawn.</summary>
    private bool Compares => at.View.Compare;

    /// <summary>Requests by outcome.</summary>
    public (ChartFrame Frame, IReadOnlyList<ChartSeries> Series, IReadOnlyList<double?>? Before) Outcomes =>
        (_frame with { Title = OverviewText.RequestsByOutcome },
            [.. sums.Outcomes.GroupBy(r => r.Names[0]!).Select(g => (Outcome: EnumNames.Parse<ExchangeOutcome>(g.Key)!.Value, Rows: g)).OrderBy(g => g.Outcome).Select(g => Series(
                g.Rows.Key, Name(g.Outcome), SeriesColors.Of(g.Outcome), g.Rows, t => t.Exchanges, at.Filter.WithTerm(FilterFields.Outcome, g.Rows.Key)))],
            Previous(t => t.Exchanges));

    /// <summary>Known cost by model, the dearest apart.</summary>
    public (ChartFrame Frame, IReadOnlyList<ChartSeries> Series, IReadOnlyList<double?>? Before) Cost =>
        (_frame with { Title = OverviewText.CostByModel, Format = ValueFormat.Money, Empty = OverviewText.NoCostDrawn },
            [.. sums.Cost.Rows.GroupBy(r => r.IsOther ? (null, true) : (r.Names[0], false)).OrderBy(g => g.Key.Item2).ThenByDescending(g => g.Sum(r => r.Tally.CostUsd ?? 0))
                .Where(g => g.Any(r => r.Tally.CostUsd is not null)).Select(g => g.Key.Item2
                    ? Series("other", OverviewText.Other, SeriesColors.Other, g, t => (double?)t.CostUsd, null)
                    : Series(
                        "model:" + g.Key.Item1, g.Key.Item1 ?? OverviewText.NoModel, g.Key.Item1 is { } name ? SeriesColors.Of(name) : SeriesColors.Other, g, t => (double?)t.CostUsd,
                        at.Filter.WithTerm(FilterFields.Model, g.Key.Item1)))],
            Previous(t => (double?)t.CostUsd));

    /// <summary>Percentiles of the whole latency.</summary>
    public (ChartFrame Frame, IReadOnlyList<ChartSeries> Series) Latency =>
        (_frame with { Title = OverviewText.Latency, Format = ValueFormat.Duration },
            [Percentile("p50", 0.5, SeriesColors.P50), Percentile("p90", 0.9, SeriesColors.P90), Percentile("p95", 0.95, SeriesColors.P95), Percentile("p99", 0.99, SeriesColors.P99)]);

    /// <summary>Tokens by kind, each counted once.</summary>
    public (ChartFrame Frame, IReadOnlyList<ChartSeries> Series, IReadOnlyList<double?>? Before) Tokens =>
        (_frame with { Title = OverviewText.TokensByKind, Format = ValueFormat.Tokens, Empty = OverviewText.NoTokens },
            [.. new[]
            {
                Kind("input", OverviewText.InputTokens, SeriesColors.Input, Uncached),
                Kind("cache_read", OverviewText.CacheReadTokens, SeriesColors.CacheRead, t => t.CacheReadTokens),
                Kind("cache_write", OverviewText.CacheWriteTokens, SeriesColors.CacheWrite, t => t.CacheWriteTokens),
                Kind("output", OverviewText.OutputTokens, SeriesColors.Output, Answered),
                Kind("reasoning", OverviewText.ReasoningTokens, SeriesColors.Reasoning, t => t.ReasoningTokens),
            }.Where(s => s.Values.Any(v => v > 0))],
            Previous(t => (double?)t.Of(UsageMeasure.Tokens)));

    /// <summary>What keeps only failures of what a filter keeps.</summary>
    public static Filter OnlyFailed(Filter filter) => filter.And(Filter.Parse($"outcome:({string.Join(" OR ", Failures)})").Filter!);

    /// <summary>One value for each bucket; null = it cannot be told.</summary>
    public static IReadOnlyList<double?> Course(OverviewSums sums, Func<Tally?, double?> of) =>
        [.. sums.Now.Buckets.Select((t, i) => IsMissing(sums, i) ? null : of(t))];

    /// <summary>Whether a part of a bucket can no longer be told.</summary>
    public static bool IsMissing(OverviewSums sums, int bucket) => sums.Missing.Any(m => m.From < sums.Bounds[bucket + 1] && m.To > sums.Bounds[bucket]);

    /// <summary>What an outcome is called.</summary>
    public static string Name(ExchangeOutcome outcome) =>
        OutcomeWords.Brief(outcome) is { Length: > 0 } brief ? char.ToUpper(brief[0], CultureInfo.CurrentCulture) + brief[1..]
        : outcome == ExchangeOutcome.Completed ? OverviewText.Completed
        : OverviewText.Refused;

    private static IEnumerable<string> Failures => Enum.GetValues<ExchangeOutcome>().Where(o => OutcomeWords.Tone(o) == "error").Select(EnumNames.NameOf);

    private static long? Uncached(Tally tally) => tally.InputTokens - (tally.CacheReadTokens ?? 0) - (tally.CacheWriteTokens ?? 0);

    private static long? Answered(Tally tally) => tally.OutputTokens - (tally.ReasoningTokens ?? 0);

    private ChartSeries Series(string key, string name, string color, IEnumerable<UsageRow> rows, Func<Tally, double?> of, Filter? only)
    {
        var (values, requests) = (new double?[Buckets], new long[Buckets]);
        for (var i = 0; i < Buckets; i++)
        {
            values[i] = IsMissing(sums, i) ? null : 0;
        }

        foreach (var row in rows)
        {
            (values[row.Bucket], requests[row.Bucket]) = (of(row.Tally), row.Tally.Exchanges);
        }

        return new(key, name, color, values) { Requests = requests, Href = only is null ? null : UsageMoment.BucketHref(only) };
    }

    private ChartSeries Kind(string key, string name, string color, Func<Tally, long?> of) =>
        new(key, name, color, Course(sums, t => t is null ? 0 : of(t) is { } tokens ? Math.Max(0, tokens) : null)) { Requests = Requests, Href = _frame.RequestsHref };

    private ChartSeries Percentile(string key, double share, string color)
    {
        double? Of(Tally? tally) => tally?.Percentile(Distribution.Latency, share) / 1000;
        return new(key, key, color, Course(sums, Of)) { Requests = Requests, Href = _frame.RequestsHref, Previous = Compares ? Aligned(Of) : null };
    }

    private long[] Requests => [.. sums.Now.Buckets.Select(t => t?.Exchanges ?? 0)];

    private IReadOnlyList<double?>? Previous(Func<Tally, double?> of) => Compares ? Aligned(t => t is null ? 0 : of(t)) : null;

    // Bucket by bucket from the start: a month has no 31st everywhere.
    private IReadOnlyList<double?> Aligned(Func<Tally?, double?> of) =>
        [.. Enumerable.Range(0, Buckets).Select(i => i < sums.Before.Buckets.Count ? of(sums.Before.Buckets[i]) : null)];
}
