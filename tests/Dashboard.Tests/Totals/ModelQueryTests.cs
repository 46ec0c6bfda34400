using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Models;
using Observability.Dashboard.Tests.Users;
using Observability.Dashboard.Totals;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Tests.Totals;

public sealed class ModelQueryTests : IAsyncLifetime
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow().AddMinutes(-5);
    private DashboardHost _host = null!;
    private Guid _project;
    private Done _done = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Slice Month => new(Buckets.Bounds(_now.AddDays(-30), _now.AddMinutes(1), BucketStep.Day, TimeZoneInfo.Utc), Filter.None);

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _project = (await db.Projects.SingleAsync(Ct)).Id;
        _done = new(_project, _now);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Models_are_told_with_where_they_were_asked_by_how_many_keys_and_how_fast_they_were()
    {
        var key = Guid.CreateVersion7();
        _done.Add("anna", r => (r.KeyId, r.DurationUs, r.CacheReadTokens, r.InputTokens) = (key, 1_000_000, 5, 10));
        _done.Add("anna", r => (r.KeyId, r.DurationUs, r.Upstream) = (key, 3_000_000, "relay"));
        _done.Add("ben", r => { Done.Unpriced(r); r.DurationUs = 2_000_000; });
        _done.Add("ben", r => (r.ModelRequested, r.ModelServed) = (null, null));
        await StoreAsync();

        var top = await AskAsync(new ListModels(new(Month, SumsOrder.Requests, false, 10)));

        Assert.Equal((2, "gpt-4o,"), (top.Total, string.Join(',', top.Models.Select(m => m.Name))));
        var model = top.Models[0];
        Assert.Equal(("openai,relay", 2), (string.Join(',', model.Upstreams), model.Keys));
        Assert.Equal((3L, 1L, 2L, 0.02m, 10m), (model.Sums.Exchanges, model.Sums.Unpriced, model.Sums.Priced, model.Sums.CostUsd, model.Sums.PerThousandUsd));
        Assert.InRange(model.Sums.LatencyP50Us!.Value, 1_980_000, 2_020_000);
        Assert.InRange(model.Sums.LatencyP95Us!.Value, 2_970_000, 3_030_000);
        Assert.Equal(5.0 / 30, model.Sums.CacheReadShare!.Value, 9);
        Assert.Equal(3, model.Line.Sum());
    }

    [Fact]
    public async Task A_model_of_any_name_has_its_page_and_nothing_of_another_is_on_it()
    {
        var newest = _done.Add("anna", r => { Done.Refused(r); r.ModelRequested = "a/b:c 100%"; });
        _done.Add("ben", r => (r.ModelRequested, r.ModelServed) = ("a/b:c 100%", null));
        _done.Add("ben");
        await StoreAsync();

        var detail = (await AskAsync(new OneGroup(Dimension.Model, "a/b:c 100%", Month)))!;

        Assert.Equal((2L, 1L, 0.01m), (detail.Sums.Exchanges, detail.Sums.Errors, detail.Sums.CostUsd));
        Assert.Equal(["completed 1", "upstream_refused 1"], detail.Outcomes.Select(o => $"{o.Name} {o.Buckets.Sum(b => b.Exchanges)}").Order(StringComparer.Ordinal));
        Assert.Equal(newest.Id, Assert.Single(detail.Errors).Newest!.Id);
        var users = await AskAsync(new PartsOfGroup(Dimension.Model, "a/b:c 100%", Dimension.User, Month));
        Assert.Equal(["anna 1", "ben 1"], users.First.Select(u => $"{u.Name} {u.Sums.Exchanges}").Order(StringComparer.Ordinal));
        Assert.Null(await AskAsync(new OneGroup(Dimension.Model, "nobody asked", Month)));
    }

    [Fact]
    public async Task What_names_no_model_is_told_as_such()
    {
        _done.Add("anna", r => (r.ModelRequested, r.ModelServed) = (null, null));
        _done.Add("anna");
        await StoreAsync();

        Assert.Equal(1, (await AskAsync(new OneGroup(Dimension.Model, null, Month)))!.Sums.Exchanges);
    }

    [Fact]
    public async Task Keys_are_told_with_what_was_done_with_them_and_another_projects_never()
    {
        var (used, other) = (Guid.CreateVersion7(), new Done(Guid.CreateVersion7(), _now));
        _done.Add("anna", r => r.KeyId = used);
        _done.Add("ben", r => { Done.Refused(r); r.KeyId = used; });
        other.Add("anna", r => r.KeyId = used);
        await Some.StoreAsync(_host.Database.DataSource, other.Exchanges, Ct);
        await StoreAsync();

        var key = Assert.Single((await AskAsync(ListKeyUsage.LastMonth(_now.AddMinutes(1)))).ByKey);

        Assert.Equal((used, 2L, 1L, 0.01m), (key.Key, key.Value.Sums.Requests, key.Value.Sums.Errors, key.Value.Sums.CostUsd));
        Assert.Equal(2, (await AskAsync(new OneGroup(Dimension.Key, used.ToString(), Month)))!.Sums.Exchanges);
    }

    private Task StoreAsync() => Some.StoreAsync(_host.Database.DataSource, _done.Exchanges, Ct);

    private Task<T> AskAsync<T>(MediatR.IRequest<T> message) =>
        _host.App.Services.GetRequiredService<Messages>().SendAsync(new Caller(_project, Access.Read, "test") { SeesBodies = true }, message, Ct);
}
