using Observability.Dashboard.Performance;
using Observability.Dashboard.Tests.Revisions;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Tests.Performance;

public sealed class PerformanceReportTests : IAsyncLifetime
{
    private RevisionDesk _desk = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static IReadOnlyList<DateTimeOffset> Bounds => Buckets.Bounds(Some.Noon.AddHours(-1), Some.Noon.AddHours(2), BucketStep.Hour, TimeZoneInfo.Utc);

    public async ValueTask InitializeAsync()
    {
        _desk = await RevisionDesk.OpenAsync(Ct);
        // A hundred of each of two: one local and slow to load, one in the cloud, without streams.
        await _desk.StoreAsync(200, (i, row) =>
        {
            var n = (i / 2) + 1;
            var local = i % 2 == 0;
            (row.Upstream, row.ModelRequested) = local ? ("ollama", "llama3.2") : ("openai", "gpt-4o");
            row.DurationUs = n * 100_000 * (local ? 10 : 1);
            row.FirstTokenUs = local ? n * 10_000L : null;
            row.LongestGapUs = !local ? null : n > 75 ? 2_000_000L : 100_000L;
            row.LoadUs = !local ? null : n <= 2 ? n * 1_000_000L : 0L;
            row.PrefillUs = local ? 5_000L : null;
            row.DecodeUs = local ? 700_000L : null;
            row.Outcome = !local && n <= 25 ? ExchangeOutcome.UpstreamTimedOut : ExchangeOutcome.Completed;
        }, Ct);
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task Each_model_at_each_upstream_has_its_percentiles_shares_and_means()
    {
        var report = await AskAsync(Filter.None, Distribution.Latency, Dimension.Model);
        var local = Assert.Single(report.Calls, c => c is { Upstream: "ollama", Model: "llama3.2" }).Tally;
        var cloud = Assert.Single(report.Calls, c => c is { Upstream: "openai", Model: "gpt-4o" }).Tally;
        Assert.Equal((2, 2), (report.AllCalls, report.Groups));
        Near(50_000_000, PerformanceRow.Number(local, PerformanceColumn.LatencyP50));
        Near(95_000_000, PerformanceRow.Number(local, PerformanceColumn.LatencyP95));
        Near(500_000, PerformanceRow.Number(local, PerformanceColumn.FirstTokenP50));
        Near(950_000, PerformanceRow.Number(local, PerformanceColumn.FirstTokenP95));
        Assert.Equal(0.25, PerformanceRow.Number(local, PerformanceColumn.Stalls));
        Assert.Equal(0.25, PerformanceRow.Number(cloud, PerformanceColumn.Errors));
        Assert.Equal((30_000d, 5_000d, 700_000d), (local.MeanLoadUs, local.MeanPrefillUs, local.MeanDecodeUs));
        foreach (var column in new[] { PerformanceColumn.FirstTokenP50, PerformanceColumn.Stalls, PerformanceColumn.Load, PerformanceColumn.Prefill, PerformanceColumn.Decode })
        {
            Assert.Null(PerformanceRow.Number(cloud, column));
        }
    }

    [Fact]
    public async Task A_bucket_without_requests_is_a_gap_in_every_chart()
    {
        var report = await AskAsync(Filter.None, Distribution.Latency, Dimension.Upstream);
        Assert.Equal([null, 200L, null], report.ByBucket.Select(t => t?.Exchanges));
        Assert.Equal(["ollama", "openai"], report.Lines.Select(l => l.Name).Order(StringComparer.Ordinal));
        Assert.All(report.Lines, l => Assert.Equal([false, true, false], l.ByBucket.Select(t => t is not null)));
    }

    [Fact]
    public async Task A_filter_narrows_percentiles_too()
    {
        var completed = Filter.Parse("outcome:completed upstream:openai").Filter!;
        var report = await AskAsync(completed, Distribution.Latency, Dimension.Model);
        Assert.Equal(75, report.Whole.Exchanges);
        Near(6_300_000, report.Whole.Percentile(Distribution.Latency, 0.5));
    }

    [Theory]
    [InlineData(Distribution.Latency)]
    [InlineData(Distribution.FirstToken)]
    [InlineData(Distribution.OutputRate)]
    [InlineData(Distribution.Overhead)]
    [InlineData(Distribution.LongestGap)]
    public void Every_band_of_a_heatmap_is_a_filter_and_together_they_are_everything(Distribution metric)
    {
        var bounds = PerformanceBands.Of(metric);
        Assert.Equal(bounds.Order().Distinct(), bounds);
        var terms = Enumerable.Range(0, bounds.Length + 1).Select(band => PerformanceBands.Term(metric, band)!).ToList();
        Assert.All(terms, term => Assert.Null(Filter.Parse(term).Error));
        Assert.Equal(terms.Count, terms.Distinct().Count());
        Assert.Equal(terms.Count, Enumerable.Range(0, terms.Count).Select(band => PerformanceBands.Name(metric, band)).Distinct().Count());
    }

    [Fact]
    public async Task Bands_count_every_request_once()
    {
        var report = await AskAsync(Filter.None, Distribution.Latency, Dimension.Model);
        var counted = report.ByBucket[1]!.ValuesOf(Distribution.Latency)!.CountBetween(PerformanceBands.Of(Distribution.Latency));
        Assert.Equal(200, counted.Sum());
        // Up to 1 s: ten of the cloud and one local; the two at just that may be told above it.
        Assert.InRange(counted[..4].Sum(), 9, 11);
    }

    [Theory]
    [InlineData("/performance")]
    [InlineData("/performance?metric=first_token&p=p99&by=upstream&sort=decode&order=asc&range=7d&q=outcome%3Acompleted&step=hour")]
    public void An_address_is_the_whole_state_of_the_page(string address)
    {
        var (url, problem) = PerformanceUrl.Parse(address.Contains('?', StringComparison.Ordinal) ? address[address.IndexOf('?', StringComparison.Ordinal)..] : "");
        Assert.Null(problem);
        Assert.Equal(address, url.ToString());
    }

    [Fact]
    public void Only_completed_is_one_click_until_the_filter_says_something_of_outcomes()
    {
        Assert.Equal("/performance?q=outcome%3Acompleted", PerformanceUrl.Home.OnlyCompleted!.ToString());
        Assert.Null(PerformanceUrl.Home.OnlyCompleted!.OnlyCompleted);
        Assert.Contains("metric in the address", PerformanceUrl.Parse("?metric=speed").Problem, StringComparison.Ordinal);
    }

    private static void Near(double expected, double? actual) => Assert.InRange(actual ?? 0, expected * 0.99, expected * 1.01);

    private Task<PerformanceReport> AskAsync(Filter filter, Distribution metric, Dimension by) =>
        new AskPerformanceHandler(_desk.Source, _desk.Admin).Handle(new(Bounds, null, metric, by, filter), Ct);
}
