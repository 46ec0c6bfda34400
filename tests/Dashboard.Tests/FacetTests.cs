using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Ui;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Tests;

/// <summary>Values and their counts, from the sums and from the rows.</summary>
public sealed class FacetTests : IAsyncLifetime
{
    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow().AddMinutes(-30);
    private DashboardHost _host = null!;
    private Guid _project;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _project = (await db.Projects.SingleAsync(Ct)).Id;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Values_are_told_with_how_often_they_are_there_the_most_frequent_first()
    {
        await StoreAsync(r => r.ModelRequested = "a", r => r.ModelRequested = "b", r => r.ModelRequested = "b", r => (r.ModelRequested, r.ModelServed) = (null, null));

        Assert.Equal([("b", 2L), ("a", 1L), (null, 1L)], await CountAsync("model", ""));
        Assert.Equal([("200", 4L)], await CountAsync("status", ""));
        Assert.Equal([("false", 4L)], await CountAsync("stream", ""));
        Assert.Equal([("stop", 4L)], await CountAsync("finish", ""));
    }

    [Fact]
    public async Task What_the_filter_asks_of_a_field_itself_is_left_out_of_its_facet_and_counts_in_all_others()
    {
        await StoreAsync(
            r => (r.ModelRequested, r.Task) = ("a", "title_generation"), r => (r.ModelRequested, r.Task) = ("b", null), r => (r.ModelRequested, r.Task, r.ErrorCode) = ("b", null, "full"));

        Assert.Equal([("b", 2L), ("a", 1L)], await CountAsync("model", "model:a"));
        Assert.Equal([("title_generation", 1L)], await CountAsync("task", "model:a"));
        Assert.Equal([("b", 1L)], await CountAsync("model", "model:a error_code:full"));
        Assert.Equal([(null, 2L), ("full", 1L)], await CountAsync("error_code", "-error_code:full"));
    }

    [Fact]
    public async Task Tools_count_once_for_each_request_that_called_them_and_properties_have_names_and_values()
    {
        await StoreAsync(
            r => (r.ToolCalls, r.Properties) = (["search", "search", "read"], """{"region":"eu","tier":"1"}"""),
            r => (r.ToolCalls, r.Properties) = (["search"], """{"region":"us"}"""),
            r => (r.ToolCalls, r.Properties) = ([], "{}"));

        Assert.Equal([("search", 2L), ("read", 1L), (null, 1L)], await CountAsync("tool", ""));
        Assert.Equal([("region", 2L), ("tier", 1L), (null, 1L)], await CountAsync("prop", ""));
        Assert.Equal([("eu", 1L), ("us", 1L), (null, 1L)], await CountAsync("prop", "prop.region:eu", "region"));
    }

    [Fact]
    public async Task Keys_and_users_have_their_names_and_are_found_by_them()
    {
        var key = Guid.CreateVersion7();
        await using (var db = Some.Db(_host.Database.DataSource))
        {
            db.Keys.Add(new() { Id = key, ProjectId = _project, Name = "Build 100%", Kind = KeyKind.Write, Digest = new byte[32], Hint = "abcd", CreatedAt = _start });
            await db.SaveChangesAsync(Ct);
        }

        await StoreAsync(r => (r.KeyId, r.User, r.UserName) = (key, "u1", "Anna Smith"), r => (r.User, r.UserName) = ("u2", null));

        Assert.Equal("Build 100%", Assert.Single((await AskAsync("key", "", containing: "100%")).Values).Title);
        Assert.Equal(new ObservedValue("u1", "Anna Smith", 1), Assert.Single((await AskAsync("user_id", "", containing: "smith")).Values));
        Assert.Equal(new ObservedValue("u2", null, 1), Assert.Single((await AskAsync("user", "has:user", containing: "U2")).Values));
        Assert.Empty((await AskAsync("user", "", containing: "_")).Values);
    }

    [Fact]
    public async Task Another_projects_values_are_never_among_them()
    {
        var other = Some.Exchange(Guid.CreateVersion7(), _start);
        (other.Row.ModelRequested, other.Row.User, other.Row.ToolCalls, other.Row.Properties, other.Row.ErrorCode) = ("theirs", "theirs", ["theirs"], """{"theirs":"x"}""", "theirs");
        await Some.StoreAsync(_host.Database.DataSource, [other], Ct);
        await StoreAsync(r => (r.ModelRequested, r.User) = ("own", "own"));

        foreach (var field in FilterFields.All.Where(f => f.IsListable))
        {
            var told = await AskAsync(field.Name, "has:output", containing: null);
            Assert.DoesNotContain(told.Values, v => v.Value == "theirs" || v.Count > 1);
            Assert.DoesNotContain((await AskAsync(field.Name, "", containing: "theirs")).Values, v => v.Value is not null);
        }

        Assert.Equal([("own", 1L)], await CountAsync("model", ""));
        Assert.Equal([(null, 1L)], await CountAsync("prop", "", "theirs"));
    }

    [Fact]
    public async Task Of_many_values_the_most_frequent_are_told_and_the_others_are_found_by_what_they_have_in_them()
    {
        await StoreAsync([.. Enumerable.Range(0, 60).Select(Action<Exchange> (i) => r => (r.ModelRequested, r.ErrorCode) = ($"m{i:00}", $"e{i:00}"))]);

        foreach (var (field, starts) in new[] { ("model", "m"), ("error_code", "e") })
        {
            var told = await AskAsync(field, "", containing: null);
            Assert.Equal((ObservedValues.Most, true, true), (told.Values.Count, told.IsCut, told.IsKnown));
            Assert.Equal([(starts + "59", 1L)], (await AskAsync(field, "", containing: "59")).Values.Select(v => (v.Value!, v.Count)));
            Assert.Equal(10, (await AskAsync(field, "", containing: starts.ToUpperInvariant() + "1")).Values.Count);
        }
    }

    [Fact]
    public async Task Only_the_range_and_the_user_of_the_list_count_and_what_cannot_be_read_is_not_answered()
    {
        await StoreAsync(r => r.User = "a", r => r.User = "b", r => (r.User, r.Endpoint) = ("b", "models"));
        var all = ExchangeFilter.All with { ModelLists = false };

        Assert.Equal([("anna", 1L)], await RegionsAsync(all with { To = _start.AddSeconds(1) }));
        Assert.Equal([("anna", 1L)], await RegionsAsync(all with { User = "b" }));
        Assert.Equal([("anna", 2L)], await RegionsAsync(all));
        Assert.Equal([("anna", 3L)], await RegionsAsync(ExchangeFilter.All));
        Assert.Empty((await SendAsync(new(all with { From = _start.AddHours(2), To = _start.AddHours(1) }, FilterFields.Model, null, null))).Values);
        Assert.False((await SendAsync(new(all with { Q = "modle:x" }, FilterFields.Model, null, null))).IsKnown);

        async Task<IEnumerable<(string?, long)>> RegionsAsync(ExchangeFilter within) =>
            (await SendAsync(new(within, FilterFields.Find("role")!, null, null))).Values.Select(v => (v.Value, v.Count));
    }

    [Fact]
    public async Task What_is_measured_is_told_in_steps_and_what_the_filter_asks_of_it_is_left_out_of_account()
    {
        await StoreAsync(
            r => (r.DurationUs, r.FirstTokenUs, r.CostUsd, r.InputTokens, r.OutputTokens) = (999, null, 0, 1, null),
            r => (r.DurationUs, r.FirstTokenUs, r.CostUsd, r.InputTokens, r.OutputTokens) = (1_000, 700_000, 0.000_001m, 60, 40),
            r => (r.DurationUs, r.FirstTokenUs, r.CostUsd, r.InputTokens, r.OutputTokens) = (3_600_000_000, 500_000, null, null, null));

        Assert.Equal([("0", 1L), ("1", 1L), ("19", 1L)], await CountAsync("latency", "latency:>1s"));
        Assert.Equal([("9", 2L), (null, 1L)], await CountAsync("ttft", ""));
        Assert.Equal([("0", 1L), ("1", 1L), (null, 1L)], await CountAsync("cost", ""));
        Assert.Equal([("1", 1L), ("7", 1L), (null, 1L)], await CountAsync("tokens", ""));
        var steps = FieldSteps.Of(FilterFields.Find("tokens")!)!;
        Assert.Equal("tokens:>=100 tokens:<200", steps.OnlyIn(Filter.None, 7)!.ToString());
        Assert.Equal([("7", 1L)], await CountAsync("tokens", "ttft:>600ms"));
    }

    private async Task StoreAsync(params IReadOnlyList<Action<Exchange>> changes)
    {
        var exchanges = changes.Select((change, i) =>
        {
            var exchange = Some.Exchange(_project, _start.AddSeconds(i));
            exchange.Row.UserRole = "anna";
            change(exchange.Row);
            return exchange;
        }).ToList();
        await Some.StoreAsync(_host.Database.DataSource, exchanges, Ct);
    }

    private async Task<IEnumerable<(string?, long)>> CountAsync(string field, string filter, string? property = null) =>
        (await SendAsync(new(ExchangeFilter.All with { Q = filter }, FilterFields.Find(field)!, property, null))).Values.Select(v => (v.Value, v.Count));

    private Task<ObservedValues> AskAsync(string field, string filter, string? containing) =>
        SendAsync(new(ExchangeFilter.All with { Q = filter }, FilterFields.Find(field)!, null, containing));

    private Task<ObservedValues> SendAsync(FacetValues message) =>
        _host.App.Services.GetRequiredService<Messages>().SendAsync(new Caller(_project, Access.Read, "test") { SeesBodies = true }, message, Ct);
}
