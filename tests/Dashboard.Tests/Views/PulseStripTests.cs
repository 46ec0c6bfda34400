using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Ui;
using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class PulseStripTests
{
    [Fact]
    public async Task Each_bucket_says_all_its_numbers_and_unknown_ones_in_words()
    {
        var html = await DrawAsync(Of(new PulseBucket(38, 2, 0.0125m, TimeSpan.FromMilliseconds(800), TimeSpan.FromSeconds(4.2)), new PulseBucket(1, 0, null, null, null), new PulseBucket(0, 0, null, null, null)));
        using var data = JsonDocument.Parse(WebUtility.HtmlDecode(Regex.Match(html, "data=\"([^\"]*)\"").Groups[1].Value));
        var said = data.RootElement.GetProperty("lines").EnumerateArray()
            .Select(b => string.Join("; ", b.EnumerateArray().Select(l => $"{l[0].GetString()} {l[1].GetString()}"))).ToList();

        Assert.Equal(
            ["Requests 38; Errors 2 · 5.3%; Cost $0.0125; Latency p50 800 ms; Latency p95 4.20 s", "Requests 1; Errors 0 · 0%; Cost not known; Latency p50 not known; Latency p95 not known", "Requests 0"],
            said);
        Assert.Equal(4, data.RootElement.GetProperty("from").GetArrayLength());
        Assert.Contains("39 requests", html, StringComparison.Ordinal);
        Assert.Contains("role=\"slider\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_as_high_while_it_loads_when_nothing_can_be_told_and_when_there_is_nothing()
    {
        var loading = await Render.HtmlAsync<PulseStrip>(("Of", Loadable.Loading<Pulse>()), ("ZoomHref", "/requests?range={from}..{to}"));
        var late = await DrawAsync(Of() with { Buckets = null });
        var none = await DrawAsync(new Pulse(new([], Sample.Noon, TimeZoneInfo.Utc, BucketStep.Day), []));

        Assert.Contains("aria-busy=\"true\"", loading, StringComparison.Ordinal);
        Assert.Contains("Too many to count in time", late, StringComparison.Ordinal);
        Assert.Contains("0 requests", none, StringComparison.Ordinal);
        Assert.All([loading, late, none], html => Assert.Contains("class=\"plot empty\"", html, StringComparison.Ordinal));
    }

    [Fact]
    public void A_bar_far_beyond_the_others_stands_out_and_the_small_ones_can_still_be_seen()
    {
        var pulse = Of([.. Enumerable.Range(0, 40).Select(i => new PulseBucket(i == 7 ? 5000 : 20 + (i % 5), 0, 1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)))]);

        var drawn = PulseDrawing.Of(pulse, PulseMetric.Requests);

        Assert.Single(Regex.Matches(drawn.Outlying.Whole + drawn.Outlying.Open, "z"));
        Assert.Equal(39, Regex.Count(drawn.Usual.Whole + drawn.Usual.Open, "z"));
        Assert.Contains("V950", drawn.Usual.Whole, StringComparison.Ordinal);
        Assert.Equal("", PulseDrawing.Of(pulse, PulseMetric.Errors).Usual.Whole);
        Assert.Equal("", PulseDrawing.Of(pulse, PulseMetric.Latency).Outlying.Whole);
    }

    private static Pulse Of(params PulseBucket[] buckets) =>
        new(new([.. Enumerable.Range(0, Math.Max(buckets.Length, 3)).Select(i => Sample.Noon.AddHours(i))], Sample.Noon.AddHours(Math.Max(buckets.Length, 3)), TimeZoneInfo.Utc, BucketStep.Hour), buckets);

    private static Task<string> DrawAsync(Pulse pulse) =>
        Render.HtmlAsync<PulseStrip>(("Of", new Loadable<Pulse>(pulse, null)), ("ZoomHref", "/requests?range={from}..{to}"));
}
