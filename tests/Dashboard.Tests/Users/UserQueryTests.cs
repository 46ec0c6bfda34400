using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Users;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Tests.Users;

public sealed class UserQueryTests : IAsyncLifetime
{
    // A moment that nothing done before it can overtake, and that is not on the edge of a range.
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow().AddMinutes(-5);
    private DashboardHost _host = null!;
    private Guid _project;
    private Done _done = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _project = (await db.Projects.SingleAsync(Ct)).Id;
        _done = new(_project, _now);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Requests_tasks_estimates_and_what_has_no_price_stand_apart()
    {
        _done.Add("anna", r => r.Session = "a");
        _done.Add("anna", r => r.Session = "b");
        _done.Add("anna", r => { Done.Task(r); r.Session = "b"; });
        _done.Add("anna", Done.CountedHere);
        _done.Add("anna", Done.Unpriced);
        _done.Add("anna", Done.Refused);
        _done.Add("anna", r => r.Outcome = ExchangeOutcome.ClientAborted);

        var anna = Assert.Single((await ListAsync()).Users).Done.Sums;

        Assert.Equal((6L, 1L, 1L, 1L, 1L), (anna.Requests, anna.Tasks, anna.Errors, anna.Unpriced, anna.CountedHere));
        Assert.Equal((0.031m, 0.001m, 0.02m), (anna.CostUsd, anna.TaskCostUsd, anna.EstimatedCostUsd));
        Assert.Equal((60L, 30L), (anna.InputTokens, anna.OutputTokens));
        Assert.Equal((Micro(_now), Micro(_now.AddHours(-6))), (anna.LastSeen, anna.FirstSeen));
        var detail = await AskAsync(new OneUser("anna", _now.AddDays(-30), _now.AddMinutes(1)));
        Assert.Equal((2L, false), (detail.Sessions, detail.AreMore));
    }

    [Fact]
    public async Task What_is_unknown_for_all_is_null_and_not_nought()
    {
        _done.Add("anna", r => { Done.Refused(r); (r.ModelRequested, r.ModelServed) = (null, null); });

        var anna = Assert.Single((await ListAsync()).Users).Done.Sums;

        Assert.Equal((null, null, null, null, null, null, null), (anna.CostUsd, anna.TaskCostUsd, anna.EstimatedCostUsd, anna.PerThousandUsd, anna.InputTokens, anna.OutputTokens, anna.CacheReadShare));
        Assert.Equal((1L, 1.0), (anna.Errors, anna.ErrorShare));
    }

    [Fact]
    public async Task Lists_counts_management_and_the_outer_hop_of_a_relayed_call_do_not_count()
    {
        _done.Add("anna", r => r.Endpoint = "models");
        _done.Add("anna", r => r.Endpoint = "pull");
        _done.Add("anna", r => r.Endpoint = "count");
        var outer = _done.Add("anna", r => (r.CostUsd, r.Relayed) = (5, true));
        _done.Add("anna", r => (r.HopOf, r.StartedAt) = (outer.Id, outer.StartedAt.AddMilliseconds(20)));
        _done.Add("anna", r => r.HopOf = Guid.CreateVersion7());

        var anna = Assert.Single((await ListAsync()).Users).Done.Sums;

        Assert.Equal((2L, 0.02m), (anna.Requests, anna.CostUsd));
    }

    [Fact]
    public async Task Another_project_and_another_time_are_never_seen()
    {
        var other = new Done(Guid.CreateVersion7(), _now);
        other.Add("anna");
        other.Add("zoe", r => r.UserName = "Zoe");
        await Some.StoreAsync(_host.Database.DataSource, other.Exchanges, Ct);
        _done.Add("anna");
        _done.Add("anna", r => r.StartedAt = _now.AddDays(-31));
        _done.Add(null);

        var listed = await ListAsync();

        Assert.Equal((1L, 1, 1L), (Assert.Single(listed.Users).Done.Sums.Requests, listed.Total, listed.Unnamed));
        Assert.Null(await AskAsync(new OneGroup(Dimension.User, "zoe", Days(30))));
        Assert.Equal(2, Assert.Single((await AskAsync(new ListUsers(new(Days(90), SumsOrder.Cost, false, 10)))).Users).Done.Sums.Requests);
    }

    [Fact]
    public async Task Who_somebody_is_comes_from_the_newest_row_that_says_it()
    {
        _done.Add("anna");
        _done.Add("anna", r => (r.UserName, r.UserEmail, r.UserRole, r.UserGroups, r.UserSource) = ("Anna B.", "anna@example.com", "admin", ["Sales", "Board"], IdentitySource.JwtUnverified));
        _done.Add("anna", r => r.UserName = "Anna A.");

        var anna = Assert.Single((await ListAsync()).Users).Who;

        Assert.Equal(("Anna B.", "anna@example.com", "admin", "Sales,Board", "jwt_unverified"), (anna.Name, anna.Email, anna.Role, string.Join(',', anna.Groups), anna.Source));
    }

    [Fact]
    public async Task Every_order_holds_both_ways_and_a_short_list_says_how_many_there_are()
    {
        _done.Add("anna", r => r.CostUsd = 3);
        _done.Add("ben", r => r.CostUsd = 7);
        _done.Add("carla", Done.Unpriced);
        await StoreAsync();

        foreach (var order in Enum.GetValues<SumsOrder>())
        {
            foreach (var ascending in (bool[])[true, false])
            {
                Assert.Equal(3, (await AskAsync(new ListUsers(new(Days(30), order, ascending, 10)))).Users.Count);
            }
        }

        // What is unknown is last either way.
        Assert.Equal(["anna", "ben", "carla"], (await AskAsync(new ListUsers(new(Days(30), SumsOrder.Cost, true, 10)))).Users.Select(u => u.Who.User));
        var top = await AskAsync(new ListUsers(new(Days(30), SumsOrder.Cost, false, 2)));
        Assert.Equal(("ben,anna", 3), (string.Join(',', top.Users.Select(u => u.Who.User)), top.Total));
    }

    [Fact]
    public async Task One_user_is_told_by_model_by_task_and_by_day_and_the_parts_add_up()
    {
        _done.Add("anna", r => r.Session = "a");
        _done.Add("anna", r => { Done.Task(r); (r.Session, r.ModelRequested) = ("a", "gpt-4o-mini"); });
        _done.Add("anna", r => r.StartedAt = _now.AddDays(-2));
        _done.Add("ben");
        await StoreAsync();

        var slice = Days(30);
        var detail = (await AskAsync(new OneGroup(Dimension.User, "anna", slice)))!;

        GroupParts By(string name) => detail.Parts.Single(p => p.By == name);
        Assert.Equal(["gpt-4o 2 0", "gpt-4o-mini 0 1"], By("model").First.Select(p => $"{p.Name} {p.Sums.Requests} {p.Sums.Tasks}"));
        Assert.Equal(["(own) 2 0", "title_generation 0 1"], By("task").First.Select(p => $"{p.Name ?? "(own)"} {p.Sums.Requests} {p.Sums.Tasks}"));
        Assert.Equal(slice.Buckets, detail.Buckets.Count);
        foreach (var parts in new[] { By("model").First.Select(p => p.Sums), By("task").First.Select(p => p.Sums), By("key").First.Select(p => p.Sums), detail.Buckets, detail.Split.SelectMany(l => l.Buckets), detail.Outcomes.SelectMany(l => l.Buckets) })
        {
            Assert.Equal((3L, 0.021m), (parts.Sum(p => p.Exchanges), parts.Sum(p => p.CostUsd)));
        }
    }

    [Fact]
    public async Task A_filter_narrows_users_and_what_one_did()
    {
        _done.Add("anna");
        _done.Add("anna", r => r.ModelRequested = "o3");
        _done.Add("ben");
        await StoreAsync();
        var only = Days(30) with { Filter = Filter.None.WithTerm(FilterFields.Model, "o3") };

        Assert.Equal(["anna 1"], (await AskAsync(new ListUsers(new(only, SumsOrder.Name, true, 10)))).Users.Select(u => $"{u.Who.User} {u.Done.Sums.Exchanges}"));
        Assert.Equal(1, (await AskAsync(new OneGroup(Dimension.User, "anna", only)))!.Sums.Exchanges);
        Assert.Null(await AskAsync(new OneGroup(Dimension.User, "ben", only)));
    }

    [Fact]
    public async Task Errors_that_are_alike_are_one_group_with_its_newest_example()
    {
        var newest = _done.Add("anna", r => { Done.Refused(r); r.Error = "Rate limit reached, again."; });
        _done.Add("anna", Done.Refused);
        var broken = _done.Add("anna", r => (r.Outcome, r.Error) = (ExchangeOutcome.UpstreamBroke, "Cut off."));
        _done.Add("anna", r => r.Outcome = ExchangeOutcome.ClientAborted);
        await StoreAsync();

        var errors = (await AskAsync(new OneGroup(Dimension.User, "anna", Days(30))))!.Errors;

        Assert.Equal(
            [
                new ErrorGroup("upstream_refused", 429, 2, Micro(newest.StartedAt), new(newest.Id, "Rate limit reached, again.", "rate_limit_exceeded")),
                new ErrorGroup("upstream_broke", 200, 1, Micro(broken.StartedAt), new(broken.Id, "Cut off.", null)),
            ],
            errors);
    }

    [Fact]
    public async Task A_list_of_requests_can_be_of_one_user_only()
    {
        _done.Add("anna");
        _done.Add("ben");
        _done.Add("anna");
        await StoreAsync();

        var page = await AskAsync(new ListExchanges(ExchangeFilter.All with { User = "anna" }, null, 10));

        Assert.Equal(["anna", "anna"], page.Rows.Select(r => r.User));
    }

    [Fact]
    public async Task A_page_of_requests_reaches_back_as_far_as_it_must()
    {
        int[] daysAgo = [0, 1, 10, 45, 400];
        await Some.StoreAsync(_host.Database.DataSource, daysAgo.Select(d => Some.Exchange(_project, _now.AddDays(-d))), Ct);

        var first = await AskAsync(new ListExchanges(ExchangeFilter.All, null, 3));
        var second = await AskAsync(new ListExchanges(ExchangeFilter.All, first.Next, 3));

        Assert.Equal(daysAgo, first.Rows.Concat(second.Rows).Select(r => (int)Math.Round((_now - r.StartedAt).TotalDays)));
        Assert.Equal((3, 2, null), (first.Rows.Count, second.Rows.Count, second.Next));
    }

    // Days of UTC, back from a moment after the last exchange.
    private Slice Days(int days) =>
        new(Buckets.Bounds(_now.AddDays(-days), _now.AddMinutes(1), BucketStep.Day, TimeZoneInfo.Utc), Filter.None);

    // PostgreSQL keeps microseconds.
    private static DateTimeOffset Micro(DateTimeOffset moment) => new(moment.Ticks / 10 * 10, TimeSpan.Zero);

    private async Task<TopUsers> ListAsync()
    {
        await StoreAsync();
        return await AskAsync(new ListUsers(new(Days(30), SumsOrder.Cost, false, 10)));
    }

    private Task StoreAsync() => Some.StoreAsync(_host.Database.DataSource, _done.Exchanges, Ct);

    private Task<T> AskAsync<T>(MediatR.IRequest<T> message) =>
        _host.App.Services.GetRequiredService<Messages>().SendAsync(new Caller(_project, Access.Read, "test") { SeesBodies = true }, message, Ct);
}
