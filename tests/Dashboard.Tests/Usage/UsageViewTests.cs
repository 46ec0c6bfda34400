using System.Net;
using Observability.Dashboard.Performance;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Usage;

public sealed class UsageViewTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>\u202Etxt";

    [Fact]
    public async Task The_last_row_of_the_table_is_the_sum_of_the_chart()
    {
        var html = await Render.HtmlAsync<UsageTable>(("Shown", Shown(UsageUrl.Home, Group("gpt-4o", 3, 1.000000000001m), Group("llama", 2, 0.25m), Other(4, 0.000000000002m))));
        var foot = html[html.IndexOf("<tfoot>", StringComparison.Ordinal)..];
        Assert.Contains("title=\"$1.250000000003\"", foot, StringComparison.Ordinal);
        Assert.Contains(">9</a>", foot, StringComparison.Ordinal);
        Assert.Contains(">80%<", html, StringComparison.Ordinal);
        Assert.Contains("/usage/table.csv", html, StringComparison.Ordinal);
        Assert.Contains("/usage/series.csv", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_others_come_last_however_the_table_is_ordered_and_lead_nowhere()
    {
        var url = UsageUrl.Home.OrderedBy(UsageColumn.Measure, UsageMeasure.Exchanges);
        var html = await Render.HtmlAsync<UsageTable>(("Shown", Shown(url, Group("b", 1, 1), Group("a", 2, 2), Other(99, 99))));
        var rows = html.Split("<tr").Where(r => r.Contains("group-name", StringComparison.Ordinal)).ToList();
        Assert.Equal([true, false, false], rows.Select(r => r.Contains(">a</a>", StringComparison.Ordinal)));
        Assert.Contains("Other", rows[2], StringComparison.Ordinal);
        Assert.DoesNotContain("<a ", rows[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_stranger_called_a_model_is_text_everywhere()
    {
        var shown = Shown(UsageUrl.Home, Group(Hostile, 3, 1));
        foreach (var html in new[] { await Render.HtmlAsync<UsageTable>(("Shown", shown)), await Render.HtmlAsync<UsageSheet>(("Shown", shown)) })
        {
            Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
            Assert.Contains("[U+202E]", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_unknown_cost_is_a_dash_with_its_reason_and_what_has_no_price_is_counted()
    {
        var tally = Sum(5, null);
        tally.AddNumber(5, 5);
        var html = await Render.HtmlAsync<UsageSheet>(("Shown", Shown(UsageUrl.Home, new UsageGroup("m", false, [tally, null], tally))));
        Assert.Contains("None of these requests has a known cost.", html, StringComparison.Ordinal);
        Assert.Contains("requests without a price, not counted as free", html, StringComparison.Ordinal);
        Assert.Contains("pricing%3Aunpriced", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_is_told_against_the_period_before_and_only_then()
    {
        var group = Group("m", 3, 3) with { Before = Sum(1, 2) };
        Assert.DoesNotContain("class=\"growth", await Render.HtmlAsync<UsageTable>(("Shown", Shown(UsageUrl.Home, group))), StringComparison.Ordinal);
        var shown = Shown(UsageUrl.Home, group);
        var html = await Render.HtmlAsync<UsageTable>(("Shown", shown with { Report = shown.Report with { Before = [Sum(1, 2), null] } }));
        Assert.Contains("<span class=\"growth worse\">+50%</span>", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "Needs 7 whole days of history; there are 3.")]
    [InlineData(30, "mean, least and most of the last 4 weeks")]
    public async Task A_forecast_says_how_it_was_made_or_why_there_is_none(int days, string words)
    {
        var pace = new CostPace(new(2026, 11, 22), Sum(9, 12), Sum(1, 1), Sum(7, 7), days, days < 7 ? null : new(20, 15, 25, 4));
        var html = await Render.HtmlAsync<PaceTiles>(("Pace", pace), ("IsNarrowed", false));
        Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.Contains("Forecast for Nov 2026", html, StringComparison.Ordinal);
        Assert.Equal(days >= 7, html.Contains("$15.00 to $25.00", StringComparison.Ordinal));
        Assert.Equal(days >= 7, html.Contains("$1.00</span><small>a day", StringComparison.Ordinal) && !html.Contains("there are 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Performance_names_are_text_and_what_nobody_measured_is_a_dash()
    {
        var at = At();
        var report = new PerformanceReport([Sum(1, 1), null], Sum(1, 1), [new(Hostile, [Sum(1, 1), null])], 1, [new("up", Hostile, Sum(1, 1))], 1, []);
        var html = await Render.HtmlAsync<PerformanceSheet>(("Shown", new PerformanceShown(PerformanceUrl.Home, UsagePeriod.Of(at), report)));
        Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
        Assert.Contains("No engine reported it.", html, StringComparison.Ordinal);
        Assert.Contains("No streamed answer told it.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_hold_what_the_page_holds()
    {
        var shown = Shown(UsageUrl.Home, Group("=cmd", 3, 1.5m), Other(1, 0.25m));
        var table = UsageCsv.Table(shown.Url, shown.Report).ToList();
        Assert.StartsWith("kind,id,name,exchanges,requests,tasks,errors,cost,", table[0], StringComparison.Ordinal);
        Assert.StartsWith("model,'=cmd,,3,3,0,0,1.5,", table[1], StringComparison.Ordinal);
        Assert.StartsWith("other,,,1,1,0,0,0.25,", table[2], StringComparison.Ordinal);
        Assert.StartsWith("total,,,4,4,0,0,1.75,", table[3], StringComparison.Ordinal);
        var series = UsageCsv.Series(shown.Url, shown.Report, shown.Period).ToList();
        Assert.Equal(3, series.Count);
        Assert.StartsWith("2026-03-14T11:00:00Z,2026-03-14T12:00:00Z,model,'=cmd,,3,", series[1], StringComparison.Ordinal);
    }

    private static UsageMoment At() => new(UsageView.Home with { Range = TimeRange.Between(Some.Noon.AddHours(-1), Some.Noon.AddHours(1)), Step = BucketStep.Hour }, Filter.None, TimeZoneInfo.Utc, Some.Noon.AddHours(2));

    private static UsageShown Shown(UsageUrl url, params UsageGroup[] groups) => new(
        url, UsagePeriod.Of(At()), new(groups, groups.Length, []), new(new(2026, 3, 14), Sum(1, 1), Sum(1, 1), Sum(1, 1), 0, null));

    private static UsageGroup Group(string name, long exchanges, decimal usd) => new(name, false, [Sum(exchanges, usd), null], Sum(exchanges, usd));

    private static UsageGroup Other(long exchanges, decimal usd) => new(null, true, [Sum(exchanges, usd), null], Sum(exchanges, usd));

    private static Tally Sum(long exchanges, decimal? usd)
    {
        var tally = new Tally();
        tally.AddNumber(0, exchanges);
        tally.AddMoney(0, usd);
        return tally;
    }
}
