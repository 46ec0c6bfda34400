using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Observability.Domain.Metrics;

namespace Observability.Ingest.Tests.Operations;

public sealed class PrometheusMetricsTests : IAsyncLifetime
{
    private OperationsHost _host = null!;
    private Meter _meter = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await OperationsHost.StartAsync(Stop);
        _meter = _host.Services.GetRequiredService<IMeterFactory>().Create("Observability.Test");
    }

    public ValueTask DisposeAsync()
    {
        _meter.Dispose();
        return _host.DisposeAsync();
    }

    [Fact]
    public async Task A_counter_is_the_sum_of_what_was_added_for_each_label()
    {
        var counter = _meter.CreateCounter<long>("observability.exchanges", unit: null, "Exchanges.");
        counter.Add(2, new KeyValuePair<string, object?>("outcome", "completed"));
        counter.Add(3, new KeyValuePair<string, object?>("outcome", "completed"));
        counter.Add(1, new KeyValuePair<string, object?>("outcome", "rejected"));
        Assert.Equal(
            [
                "# HELP observability_exchanges_total Exchanges.",
                "# TYPE observability_exchanges_total counter",
                "observability_exchanges_total{outcome=\"completed\"} 5",
                "observability_exchanges_total{outcome=\"rejected\"} 1",
            ],
            await LinesAsync("observability_exchanges"));
    }

    [Fact]
    public async Task A_histogram_has_rising_buckets_a_sum_and_a_count()
    {
        var histogram = _meter.CreateHistogram(
            "observability.wait", "s", "Waiting.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        histogram.Record(0.1);
        histogram.Record(0.5);
        histogram.Record(7);
        Assert.Equal(
            [
                "# HELP observability_wait_seconds Waiting.",
                "# TYPE observability_wait_seconds histogram",
                "observability_wait_seconds_bucket{le=\"0.1\"} 1",
                "observability_wait_seconds_bucket{le=\"1\"} 2",
                "observability_wait_seconds_bucket{le=\"+Inf\"} 3",
                "observability_wait_seconds_sum 7.6",
                "observability_wait_seconds_count 3",
            ],
            await LinesAsync("observability_wait"));
    }

    [Fact]
    public async Task A_gauge_is_the_last_value()
    {
        var gauge = _meter.CreateGauge<int>("observability.level");
        gauge.Record(7);
        gauge.Record(4);
        Assert.Contains("observability_level 4", await LinesAsync("observability_level"));
        Assert.Contains("observability_level 4", await LinesAsync("observability_level"));
    }

    [Fact]
    public async Task What_goes_up_and_down_is_a_gauge()
    {
        var open = _meter.CreateUpDownCounter<long>("observability.open");
        open.Add(3);
        open.Add(-2);
        Assert.Equal(["# HELP observability_open ", "# TYPE observability_open gauge", "observability_open 1"], await LinesAsync("observability_open"));
    }

    [Fact]
    public async Task What_is_observed_no_longer_is_not_reported()
    {
        var labels = new List<string> { "a", "b" };
        _meter.CreateObservableGauge("observability.seen", () => labels.Select(l => new Measurement<long>(1, new KeyValuePair<string, object?>("l", l))));
        Assert.Contains("observability_seen{l=\"b\"} 1", await LinesAsync("observability_seen"));
        labels.Remove("b");
        Assert.Equal("observability_seen{l=\"a\"} 1", Assert.Single(await LinesAsync("observability_seen"), l => l[0] != '#'));
    }

    [Fact]
    public async Task Text_in_a_label_cannot_break_the_line()
    {
        _meter.CreateCounter<long>("observability.text").Add(1, new KeyValuePair<string, object?>("la bel", "a\"b\\c\nd{} 7"));
        Assert.Contains("""observability_text_total{la_bel="a\"b\\c\nd{} 7"} 1""", await LinesAsync("observability_text"));
    }

    [Fact]
    public async Task Beyond_the_limit_series_are_counted_together()
    {
        var counter = _meter.CreateCounter<long>("observability.many");
        for (var i = 0; i < PrometheusMetrics.MaxSeries + 7; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("i", i));
        }

        var lines = await LinesAsync("observability_many");
        Assert.Contains("observability_many_total{overflow=\"true\"} 7", lines);
        Assert.Equal(PrometheusMetrics.MaxSeries + 1, lines.Count(l => l[0] != '#'));
    }

    [Fact]
    public async Task One_measurement_that_fails_does_not_hide_the_others()
    {
        _meter.CreateObservableGauge("observability.broken", long () => throw new InvalidOperationException("not now"));
        _meter.CreateObservableGauge("observability.whole", () => 1);
        Assert.Contains("observability_whole 1", await LinesAsync("observability_whole"));
    }

    [Fact]
    public async Task Only_meters_of_this_host_are_collected()
    {
        using var foreign = new Meter("Somebody.Else");
        foreign.CreateCounter<long>("observability.foreign").Add(1);
        await using var other = await OperationsHost.StartAsync(Stop);
        other.Services.GetRequiredService<IMeterFactory>().Create("Observability.Test").CreateCounter<long>("observability.foreign").Add(1);
        Assert.Empty(await LinesAsync("observability_foreign"));
    }

    [Fact]
    public async Task Counting_from_many_threads_loses_nothing()
    {
        var counter = _meter.CreateCounter<long>("observability.parallel");
        await Parallel.ForAsync(0, 64, Stop, (i, _) =>
        {
            for (var n = 0; n < 1000; n++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("i", i % 8));
            }

            return ValueTask.CompletedTask;
        });
        Assert.Equal(8, (await LinesAsync("observability_parallel")).Count(l => l.EndsWith("} 8000", StringComparison.Ordinal)));
    }

    private async Task<List<string>> LinesAsync(string name) =>
    [
        .. (await _host.Client.GetStringAsync("/metrics", Stop)).Split('\n')
            .Where(l => l.Contains(name, StringComparison.Ordinal)),
    ];
}
