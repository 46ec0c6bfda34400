using System.Globalization;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Overview;

/// <summary>The figures of the overview, made of its sums.</summary>
internal sealed class OverviewTiles(OverviewSums sums, UsageMoment at)
{
    private const double Percentile = 0.95;

    private Tally Now => sums.Now.Whole;

    private Tally Before => sums.Before.Whole;

    /// <summary>Whether the period before lies within what is known: it does not when requests began later than it.</summary>
    public bool IsComparable => sums.FirstAt is { } first && first <= at.Previous.From;

    /// <summary>All of them.</summary>
    public IReadOnlyList<OverviewTile> All =>
    [
        new("requests", OverviewText.Requests, OverviewText.RequestsHint, Figures.Count(Now.Exchanges), "", Tasks, at.RequestsHref(at.Filter), Counts(t => t.Exchanges), Amount(t => t.Exchanges)),
        new("users", OverviewText.Users, OverviewText.UsersHint, Figures.Count(sums.Now.Users), "", null, at.View.On("/users"),
            [.. sums.Now.UsersByBucket.Select((u, i) => OverviewCharts.IsMissing(sums, i) ? (double?)null : u)], Compared(() => Change.OfAmount(sums.Now.Users, sums.Before.Users))),
        new("cost", OverviewText.Cost, OverviewText.CostHint, Now.CostUsd is { } usd ? Figures.Money(usd) : null, CostReason, CostNote, at.View.On("/usage?measure=cost"),
            Counts(t => (double?)t.CostUsd), Amount(t => (double?)t.CostUsd)),
        new("tokens", OverviewText.Tokens, OverviewText.TokensHint, Now.Of(UsageMeasure.Tokens) is { } tokens ? ValueText.Compact((double)tokens) : null, OverviewText.NoTokens,
            Counted, at.View.On("/usage?measure=tokens"), Counts(t => (double?)t.Of(UsageMeasure.Tokens)), Amount(t => (double?)t.Of(UsageMeasure.Tokens))),
        new("errors", OverviewText.Errors, OverviewText.ErrorsHint, ErrorShare(Now) is { } errors ? ValueText.Percent(errors) : null, OverviewText.NoRequests,
            Now.Errors > 0 ? string.Format(CultureInfo.CurrentCulture, OverviewText.CountOf, Figures.Count(Now.Errors), Figures.Count(Now.Exchanges)) : null,
            at.RequestsHref(OverviewCharts.OnlyFailed(at.Filter)), Measured(ErrorShare), Compared(() => Change.OfShare(ErrorShare(Now), ErrorShare(Before), lessIsBetter: true))),
        Wait("latency", OverviewText.Latency95, OverviewText.LatencyHint, Distribution.Latency, OverviewText.NoRequests),
        Wait("ttft", OverviewText.FirstToken95, OverviewText.FirstTokenHint, Distribution.FirstToken, OverviewText.NoStreams),
        new("cache", OverviewText.CacheHits, OverviewText.CacheHint, CachedShare(Now) is { } cached ? ValueText.Percent(cached) : null, OverviewText.NoCache, CacheNote,
            at.View.On("/usage?measure=cache_read_tokens"), Measured(CachedShare), Compared(() => Change.OfShare(CachedShare(Now), CachedShare(Before)))),
    ];

    private string? Tasks => Now.Tasks > 0 ? string.Format(CultureInfo.CurrentCulture, OverviewText.InBackground, Figures.Count(Now.Tasks)) : null;

    private string CostReason => Now.Exchanges == 0 ? OverviewText.NoRequests : OverviewText.NoCost;

    // An estimate and what has no price are never part of the figure, so they stand beside it.
    private string? CostNote => (Now.EstimatedCostUsd, Now.Unpriced) switch
    {
        ({ } estimated, > 0) => string.Format(CultureInfo.CurrentCulture, OverviewText.EstimatedAndUnpriced, Figures.Money(estimated), Figures.Count(Now.Unpriced)),
        ({ } estimated, _) => string.Format(CultureInfo.CurrentCulture, OverviewText.AndEstimated, Figures.Money(estimated)),
        (null, > 0) => string.Format(CultureInfo.CurrentCulture, OverviewText.UnpricedCount, Figures.Count(Now.Unpriced)),
        _ => null,
    };

    private string? Counted => Now.Estimated > 0 ? string.Format(CultureInfo.CurrentCulture, OverviewText.CountedHere, Figures.Count(Now.Estimated)) : null;

    private string? CacheNote => Now.CacheHits > 0 ? string.Format(CultureInfo.CurrentCulture, OverviewText.AnsweredFromCache, Figures.Count(Now.CacheHits)) : null;

    /// <summary>Errors ÷ exchanges; null when there are none.</summary>
    internal static double? ErrorShare(Tally tally) => tally.Exchanges == 0 ? null : (double)tally.Errors / tally.Exchanges;

    /// <summary>Input tokens read from the provider's cache ÷ input tokens; null when no provider told either.</summary>
    internal static double? CachedShare(Tally tally) => tally is { InputTokens: > 0 and var input, CacheReadTokens: { } cached } ? (double)cached / input : null;

    private OverviewTile Wait(string key, string title, string hint, Distribution of, string reason)
    {
        double? Of(Tally tally) => tally.Percentile(of, Percentile);
        return new(
            key, title, hint, Of(Now) is { } us ? Figures.DurationText(TimeSpan.FromMicroseconds(us)) : null, reason, null, at.View.On("/performance"), Measured(Of),
            Compared(() => Change.OfAmount(Of(Now), Of(Before), lessIsBetter: true)));
    }

    private Change? Amount(Func<Tally, double?> of) => Compared(() => Change.OfAmount(of(Now), of(Before)));

    private Change? Compared(Func<Change?> change) => !IsComparable ? null : Before.Exchanges > 0 ? change() : Now.Exchanges > 0 ? new(OverviewText.New, 0, ChangeMeaning.Neutral) : null;

    // Nothing happened: that is none, and cost nothing. Something happened and nobody knows: a gap.
    private IReadOnlyList<double?> Counts(Func<Tally, double?> of) => OverviewCharts.Course(sums, t => t is null ? 0 : of(t));

    private IReadOnlyList<double?> Measured(Func<Tally, double?> of) => OverviewCharts.Course(sums, t => t is null ? null : of(t));
}
