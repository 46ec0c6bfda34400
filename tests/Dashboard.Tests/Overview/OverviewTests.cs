using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Overview;
using Observability.Dashboard.Tests.Users;
using Observability.Dashboard.Ui;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Overview;

/// <summary>What the overview says of rows that were made by hand.</summary>
public sealed class OverviewTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = Some.Noon.AddMinutes(30);

    private DashboardHost _host = null!;
    private Guid _project;
    private Done _done = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _project = (await db.Projects.SingleAsync(Ct)).Id;
        _done = new(_project, Some.Noon);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_figure_and_chart_tells_the_same_requests()
    {
        _done.Add("anna", r => (r.CacheReadTokens, r.CacheWriteTokens, r.ReasoningTokens) = (4, 1, 2));
        _done.Add("anna", Done.Task);
        _done.Add("ben", Done.CountedHere);
        _done.Add("ben", r => { Done.Unpriced(r); r.ModelRequested = "llama3.2"; });
        _done.Add(null, Done.Refused);
        _done.Add("anna", r => r.Endpoint = "models");

        var sums = await AskAsync("");

        Assert.Equal((5, 1, 1L), (sums.Now.Whole.Exchanges, sums.Now.Whole.Errors, sums.Now.Whole.Tasks));
        Assert.Equal((2, 0.011m, 0.02m), (sums.Now.Users, sums.Now.Whole.CostUsd, sums.Now.Whole.EstimatedCostUsd));
        Assert.Equal(5, sums.Outcomes.Sum(r => r.Tally.Exchanges));
        Assert.Equal(0.011m, sums.Cost.Rows.Sum(r => r.Tally.CostUsd ?? 0));
        Assert.Equal([new UnpricedModel("llama3.2", 1)], sums.Unpriced);
        Assert.Equal(["anna", "ben", null], sums.Users.Items.Select(r => r.Names[0]));
        var charts = new OverviewCharts(sums, At(""));
        Assert.Equal(60, Math.Round(charts.Tokens.Series.Sum(s => s.Values.Sum(v => v ?? 0))));
        Assert.Equal(
            [("input", 35d), ("cache_read", 4d), ("cache_write", 1d), ("output", 18d), ("reasoning", 2d)],
            charts.Tokens.Series.Select(s => (s.Key, s.Values.Sum(v => v ?? 0))));
        Assert.Equal([("completed", 4d), ("upstream_refused", 1d)], charts.Outcomes.Series.Select(s => (s.Key, s.Values.Sum(v => v ?? 0))));
    }

    [Fact]
    public async Task A_filter_narrows_everything_on_the_page()
    {
        _done.Add("anna");
        _done.Add("ben", r => (r.ModelRequested, r.CostUsd) = ("claude-sonnet-4", 3m));
        _done.Add("ben", Done.Refused);

        var sums = await AskAsync("user:anna");

        Assert.Equal((1, 0, 1L), (sums.Now.Whole.Exchanges, sums.Now.Whole.Errors, sums.Now.Users));
        Assert.Equal(["gpt-4o"], sums.Models.Items.Select(r => r.Names[0]));
        Assert.Equal(["completed"], sums.Outcomes.Select(r => r.Names[0]));
        Assert.Equal([0.01m], sums.Examples!.Dearest.Select(d => d.CostUsd));
        Assert.Empty(sums.Examples.Failures);
    }

    [Fact]
    public async Task The_dearest_come_first_and_failures_are_grouped_by_kind_with_their_newest()
    {
        foreach (var usd in (decimal[])[0.5m, 2m, 0.01m])
        {
            _done.Add("anna", r => r.CostUsd = usd);
        }

        var newest = _done.Add("anna", Done.Refused);
        _done.Add("ben", Done.Refused);
        _done.Add("ben", r => { Done.Refused(r); (r.Outcome, r.Status, r.ErrorCode) = (ExchangeOutcome.UpstreamTimedOut, 504, null); });

        var examples = (await AskAsync("")).Examples!;

        Assert.Equal([2m, 0.5m, 0.01m], examples.Dearest.Select(d => d.CostUsd));
        Assert.Equal(
            [("upstream_refused", (short?)429, "rate_limit_exceeded", 2), ("upstream_timed_out", (short?)504, null, 1)],
            examples.Failures.Select(f => (f.Outcome, f.Status, f.Code, f.Count)));
        Assert.Equal((newest.Id, 3, false), (examples.Failures[0].NewestId, examples.FailuresRead, examples.IsCut));
    }

    [Fact]
    public async Task The_largest_are_listed_and_the_others_add_up_to_the_whole()
    {
        for (var i = 0; i < 11; i++)
        {
            _done.Add("user " + i.ToString("00", System.Globalization.CultureInfo.InvariantCulture));
        }

        _done.Add("user 05");
        var users = (await AskAsync("")).Users;

        Assert.Equal(("user 05", 2L), (users.Items[0].Names[0], users.Items[0].Tally.Exchanges));
        Assert.Equal((8, 11, 3L), (users.Items.Count, users.Count, users.Others!.Exchanges));
    }

    [Fact]
    public async Task The_period_before_is_compared_only_where_it_is_known_whole()
    {
        _done.Add("anna");
        _done.Add("anna");
        var before = _done.Add("ben");
        before.StartedAt = Some.Noon.AddDays(-1);
        var young = await AskAsync("");
        Assert.False(new OverviewTiles(young, At("")).IsComparable);
        Assert.All(new OverviewTiles(young, At("")).All, t => Assert.Null(t.Change));

        var old = Some.Exchange(_project, Some.Noon.AddDays(-9));
        await Some.StoreAsync(_host.Database.DataSource, [old], Ct);
        var sums = await AskAsync("", store: false);
        var tiles = new OverviewTiles(sums, At("")).All.ToDictionary(t => t.Key);

        Assert.Equal(("+100%", 1, ChangeMeaning.Neutral), Of(tiles["requests"].Change!));
        Assert.Equal(1, sums.Before.Whole.Exchanges);

        static (string, int, ChangeMeaning) Of(Change change) => (change.Text, change.Direction, change.Meaning);
    }

    [Fact]
    public async Task A_project_without_requests_has_no_first_one_and_nothing_breaks()
    {
        var sums = await AskAsync("");

        Assert.Null(sums.FirstAt);
        Assert.Equal(0, sums.Now.Whole.Exchanges);
        Assert.Equal(
            [("cost", "There were no requests."), ("tokens", "Nobody counted any tokens."), ("errors", "There were no requests."), ("latency", "There were no requests.")],
            new OverviewTiles(sums, At("")).All.Where(t => t.Value is null && t.Key is not ("ttft" or "cache")).Select(t => (t.Key, t.Reason)));
    }

    [Fact]
    public async Task The_first_request_is_known_about_at_once_and_exactly_when_its_day_is_summed()
    {
        var first = _done.Add("anna");
        first.StartedAt = Some.Noon.AddSeconds(17);
        Assert.InRange((await AskAsync("")).FirstAt!.Value, Some.Noon, first.StartedAt);

        // The host's own job may be at it: of two runs one does the work.
        var run = new RollupRun(_host.Database.DataSource, TimeProvider.System, new(TimeSpan.FromDays(3), TimeSpan.Zero, TimeSpan.Zero));
        await Eventually.HoldsAsync(
            async () =>
            {
                await run.RunAsync(Ct);
                return (await AskAsync("", store: false)).FirstAt == first.StartedAt;
            },
            TimeSpan.FromSeconds(30), "The first request is known exactly when its day is summed.", Ct);
    }

    private static UsageMoment At(string filter) =>
        new(UsageView.Home with { Query = filter }, Filter.Parse(filter).Filter!, TimeZoneInfo.Utc, Now);

    private async Task<OverviewSums> AskAsync(string filter, bool store = true)
    {
        if (store)
        {
            await Some.StoreAsync(_host.Database.DataSource, _done.Exchanges, Ct);
        }

        return await _host.App.Services.GetRequiredService<Messages>().SendAsync(
            new Caller(_project, Access.Read, "anna") { SeesBodies = true }, new ShowOverview(At(filter), UsageMeasure.Exchanges), Ct);
    }
}
