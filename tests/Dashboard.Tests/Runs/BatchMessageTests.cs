using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Runs;
using Observability.Dashboard.Tests.Revisions;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Tests.Runs;

/// <summary>Ordering batches: what is counted, priced and refused before anything is sent, and who may.</summary>
public sealed class BatchMessageTests : IAsyncLifetime
{
    private static readonly BatchOrder Everything = new(ExchangeFilter.All);
    private static readonly RunLimits Limits = new(5, 4, null);

    private DashboardHost _host = null!;
    private Caller _anna = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _anna = new((await db.Projects.SingleAsync(Ct)).Id, Access.Replay, "anna@example.com") { SeesBodies = true };
        // Nothing is to be sent here: there is no ingest.
        await using var pause = _host.Database.DataSource.CreateCommand("insert into job_pauses values ('runs', now(), 'test')");
        await pause.ExecuteNonQueryAsync(Ct);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_cannot_be_sent_is_counted_with_its_reason_and_the_rest_is_priced()
    {
        var all = Enumerable.Range(0, 4).Select(i => Some.Exchange(_anna.ProjectId, Some.Noon.AddSeconds(i))).ToList();
        // Half of a body; and tokens that nobody counted.
        all[1].Row.RequestBytes *= 2;
        (all[2].Row.UsageSource, all[2].Row.InputTokens, all[2].Row.OutputTokens, all[2].Row.CostUsd, all[2].Row.Pricing) = (UsageSource.None, null, null, null, PricingState.Unpriced);
        await Some.StoreAsync(_host.Database.DataSource, all, Ct);

        var preview = await AskAsync(new PreviewBatch(Everything));
        Assert.Equal((null, 4, 3, false, 4L), (preview.Refusal, preview.Taken, preview.Sendable, preview.IsCut, preview.Matched));
        Assert.Equal(1, Assert.Single(preview.Gaps).Count);
        Assert.Equal((2, 3), (preview.Cost.Priced, preview.Cost.Of));
        Assert.Equal(2 * all[0].Row.CostUsd, preview.Cost.ToUsd);
        Assert.Equal((preview.Cost.FromUsd, 2 * all[0].Row.CostUsd, 2), (preview.Cost.ToUsd, preview.Cost.OriginalUsd, preview.Cost.OriginalPriced));
        Assert.Equal(("Its tokens are not known.", 1), Assert.Single(preview.Cost.Reasons) is var reason ? (reason.Sentence, reason.Count) : default);

        // 12 and 6 tokens of a model that costs 2.50 and 10 dollars a million.
        var dearer = await AskAsync(new PreviewBatch(Everything with { Model = "gpt-4o" }));
        Assert.Equal(2 * ((12 * 2.5m) + (6 * 10m)) / 1_000_000, dearer.Cost.ToUsd);
        var unknown = await AskAsync(new PreviewBatch(Everything with { Model = "nobody-knows-it" }));
        Assert.Equal((null, null, 0), (unknown.Cost.FromUsd, unknown.Cost.PerCallUsd, unknown.Cost.Priced));
    }

    [Fact]
    public async Task What_is_wrong_with_an_order_is_said_and_nothing_is_kept()
    {
        await Some.StoreAsync(_host.Database.DataSource, [Some.Exchange(_anna.ProjectId, Some.Noon)], Ct);
        foreach (var (order, limits, name) in new (BatchOrder, RunLimits, string)[]
        {
            (Everything with { Patch = "{\"a\":" }, Limits, "a"), (Everything with { Patch = "[1]" }, Limits, "a"), (Everything with { Upstream = "nowhere" }, Limits, "a"),
            (Everything, Limits with { CapUsd = -1 }, "a"), (Everything, Limits with { Concurrency = 33 }, "a"), (Everything, Limits with { PerMinute = 0 }, "a"), (Everything, Limits, " "),
            (new(ExchangeFilter.All with { Q = "model:(" }), Limits, "a"), (new(ExchangeFilter.All with { Q = "model:none" }), Limits, "a"),
        })
        {
            var ordered = await AskAsync(new OrderBatch(order, name, null, limits, null));
            Assert.True(ordered is { Run: null, Refusal.Length: > 10 }, $"{order} {limits} '{name}'");
        }

        await using var db = Some.Db(_host.Database.DataSource);
        Assert.False(await db.Runs.AnyAsync(Ct));
    }

    [Fact]
    public async Task An_order_keeps_its_requests_oldest_first_and_says_who_and_why()
    {
        var all = Enumerable.Range(0, 3).Select(i => Some.Exchange(_anna.ProjectId, Some.Noon.AddSeconds(i))).ToList();
        await Some.StoreAsync(_host.Database.DataSource, all, Ct);
        var run = (await AskAsync(new OrderBatch(Everything with { Model = "gpt-4o" }, "Again", " cheaper? ", Limits, 0.01m))).Run!;
        Assert.Equal(("Again", RunState.Waiting, 3, 0.01m, "gpt-4o"), (run.Name, run.State, run.Total, run.ExpectedUsd, BatchSpec.Of(run).Model));
        var items = (await AskAsync(new ListRunItems(run.Id, 0, 2, RunItemShow.All)))!;
        Assert.Equal(all.Take(2).Select(e => (Guid?)e.Row.Id), items.Items.Select(i => i.OriginalId));
        Assert.Equal(all[2].Row.Id, Assert.Single((await AskAsync(new ListRunItems(run.Id, items.Next!.Value, 2, RunItemShow.Open)))!.Items).OriginalId);

        await using var db = Some.Db(_host.Database.DataSource);
        var entry = await db.AuditLog.SingleAsync(a => a.Subject == run.Id.ToString(), Ct);
        Assert.Equal(("batch.ordered", "anna@example.com"), (entry.What, entry.Who));
        Assert.Equal("cheaper?", JsonDocument.Parse(entry.Details).RootElement.GetProperty("why").GetString());
    }

    [Fact]
    public async Task Another_project_sees_nothing_of_it_and_none_of_its_requests_can_be_chosen()
    {
        var ours = Some.Exchange(_anna.ProjectId, Some.Noon);
        await Some.StoreAsync(_host.Database.DataSource, [ours], Ct);
        var run = (await AskAsync(new OrderBatch(Everything, "Ours", null, Limits, null))).Run!;
        var stranger = new Caller(await RevisionDesk.AddProjectAsync(_host.Database.DataSource, "two", Ct), Access.Admin, "eve@example.com") { SeesBodies = true };
        Assert.Null(await AskAsync(new OneRun(run.Id), stranger));
        Assert.Null(await AskAsync(new SumBatch(run.Id), stranger));
        Assert.Null(await AskAsync(new ListRunItems(run.Id, 0, 10, RunItemShow.All), stranger));
        Assert.Empty((await AskAsync(new ListRuns(BatchKind.Batch, null), stranger)).Runs);
        Assert.Equal((null, null), await AskAsync(new DecideRun(run.Id, RunDecision.Cancel, null, null), stranger) is var decided ? (decided.Run, decided.Refusal) : default);
        Assert.Equal(0, (await AskAsync(new PreviewBatch(Everything with { Ids = [ours.Row.Id] }), stranger)).Taken);
        Assert.Null((await AskAsync(new OrderBatch(Everything with { Ids = [ours.Row.Id] }, "Theirs", null, Limits, null), stranger)).Run);
    }

    [Fact]
    public async Task Who_may_only_read_or_annotate_can_order_and_decide_nothing()
    {
        var reader = _anna with { Access = Access.Annotate };
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => AskAsync(new PreviewBatch(Everything), reader));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => AskAsync(new OrderBatch(Everything, "a", null, Limits, null), reader));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => AskAsync(new DecideRun(Guid.CreateVersion7(), RunDecision.Pause, null, null), reader));
        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.PostAsJsonAsync("/api/v1/batches", new { name = "a", cap_usd = 1, order = new { q = "model:x" } }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public void An_address_with_many_ids_is_read_back()
    {
        var ids = Enumerable.Range(0, BatchUrl.MostIds).Select(_ => Guid.CreateVersion7()).ToList();
        var address = new BatchUrl(ExchangeFilter.All, ids).ToString();
        Assert.InRange(address.Length, 1, 7000);
        var (url, problem) = BatchUrl.Parse(address[BatchUrl.Path.Length..]);
        Assert.Null(problem);
        Assert.Equal(ids, url.Ids);
        Assert.NotNull(BatchUrl.Parse("?ids=nonsense").Problem);
    }

    private Task<T> AskAsync<T>(MediatR.IRequest<T> message, Caller? caller = null) =>
        _host.App.Services.GetRequiredService<Messages>().SendAsync(caller ?? _anna, message, Ct);
}
