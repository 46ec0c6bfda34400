using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Charts;

public sealed partial class ChartViewTests
{
    private const string Hostile = "</time-chart><script>alert(1)</script>\"' onload=alert(2) \u202Etxt.exe";

    private static readonly TimeAxis Three = Zones.Axis("2026-11-22T00:00", "2026-11-22T03:00", BucketStep.Hour, TimeZoneInfo.Utc);
    private static readonly ChartFrame Frame = new("Cost by model", Three, ValueFormat.Money) { ZoomHref = "/usage?range={from}..{to}" };

    [Theory]
    [InlineData(typeof(StackedBars))]
    [InlineData(typeof(StackedArea))]
    [InlineData(typeof(LineChart))]
    public async Task A_name_is_text_wherever_it_stands(Type chart)
    {
        var html = await DrawAsync(chart, [new("k", Hostile, SeriesColors.Of(Hostile), [1, 2, 3]), new("l", Hostile, SeriesColors.Other, [1, null, 3])]);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\u202E", html, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(html, "</time-chart>"));
        using var json = Json(html);
        Assert.Contains("[U+202E]", json.RootElement.GetProperty("series")[0].GetProperty("name").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_is_told_every_value_as_it_is_read_and_a_gap_as_nothing()
    {
        using var json = Json(await DrawAsync(typeof(StackedBars), [new("a", "gpt-4o", "red", [0.1, null, 12.5]), new("b", "Other", "grey", [0.2, null, 0])]));

        Assert.Equal(["$0.1000", null, "$12.50"], json.RootElement.GetProperty("series")[0].GetProperty("texts").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal(["$0.3000", null, "$12.50"], json.RootElement.GetProperty("totals").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal("Sun 22 Nov 2026, 00:00–01:00", json.RootElement.GetProperty("labels")[0].GetString());
    }

    [Fact]
    public async Task What_is_drawn_can_be_heard()
    {
        var html = await DrawAsync(typeof(LineChart), [new("p95", "p95", "red", [1.5, null, 3])]);

        Assert.Contains("role=\"slider\" aria-label=\"Cost by model\"", html, StringComparison.Ordinal);
        Assert.Matches("(?s)<caption>Cost by model</caption>.*<th scope=\"row\">p95</th>.*<td>\\$1.50</td>\\s*<td>\\$3.00</td>\\s*<td>\\$3.00</td>", html);
    }

    [Fact]
    public async Task A_chart_of_nothing_says_so_and_draws_no_axis()
    {
        var html = await DrawAsync(typeof(StackedBars), [new("a", "gpt-4o", "red", [null, null, null])]);

        Assert.Contains("Nothing in this time.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"plot\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_open_bucket_is_drawn_apart()
    {
        var html = await DrawAsync(typeof(StackedBars), [new("a", "gpt-4o", "red", [1, 1, 1])], Frame with { Axis = Three with { IncompleteFrom = 2 } });

        Assert.Single(Regex.Matches(html, "<path class=\"open\" d=\"M[^\"]+\""));
    }

    [Fact]
    public async Task Every_band_with_one_request_is_seen_and_the_fullest_is_darkest()
    {
        var html = await Render.HtmlAsync<Heatmap>(
            ("Chart", Frame with { Format = ValueFormat.Count }),
            ("Bands", new ChartSeries[] { new("0", "1–2 s", "red", [1, 0, null]), new("1", "2–4 s", "red", [0, 500, 0]) }));

        Assert.Contains("style=\"--level: 1\" d=\"M0 500h333.3v500h-333.3z\"", html, StringComparison.Ordinal);
        Assert.Contains("style=\"--level: 8\" d=\"M333.3 0h333.3v500h-333.3z\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_bars_has_shares_of_the_whole_and_leads_on()
    {
        var html = await Render.HtmlAsync<BarList>(
            ("Items", new BarItem[] { new("a", "gpt-4o", 30, "/models/gpt-4o"), new("b", Hostile, null, "/models/x", Reason: "Not priced.") }), ("Format", ValueFormat.Money), ("Total", 120d));

        Assert.Contains("href=\"/models/gpt-4o\"", html, StringComparison.Ordinal);
        Assert.Contains("$30.00", html, StringComparison.Ordinal);
        Assert.Contains("25%", html, StringComparison.Ordinal);
        Assert.Contains("title=\"Not priced.\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
    }

    private static Task<string> DrawAsync(Type chart, ChartSeries[] series, ChartFrame? frame = null)
    {
        (string, object?)[] parameters = [("Chart", frame ?? Frame), ("Series", series)];
        return chart == typeof(StackedBars) ? Render.HtmlAsync<StackedBars>(parameters) : chart == typeof(StackedArea) ? Render.HtmlAsync<StackedArea>(parameters) : Render.HtmlAsync<LineChart>(parameters);
    }

    private static JsonDocument Json(string html) => JsonDocument.Parse(WebUtility.HtmlDecode(Attribute().Match(html).Groups[1].Value));

    [GeneratedRegex("data=\"([^\"]*)\"")]
    private static partial Regex Attribute();
}
