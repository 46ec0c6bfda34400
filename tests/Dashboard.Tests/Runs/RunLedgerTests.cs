using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Runs;
using Observability.Dashboard.Tests.Revisions;
using Observability.Domain.Exchanges;
using Observability.Domain.Pricing;
using Observability.Domain.Runs;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Runs;

/// <summary>What is committed of runs, with two dashboards that both want to drive.</summary>
public sealed class RunLedgerTests : IAsyncLifetime
{
    private static readonly Caller Nobody = new(Guid.Empty, Access.Replay, "anna@example.com") { SeesBodies = true };

    private TestDatabase _database = null!;
    private ServiceProvider _services = null!;
    private Guid _project;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        _project = await RevisionDesk.AddProjectAsync(_database.DataSource, "one", Ct);
        _services = new ServiceCollection().AddKeyedScoped(PastTheWallAttribute.Services, (_, _) => Some.Db(_database.DataSource)).BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task One_dashboard_drives_a_run_until_it_lets_go_or_is_not_heard_of()
    {
        var (first, second, run) = (Ledger(TimeSpan.FromMinutes(5)), Ledger(TimeSpan.FromMinutes(5)), await OrderAsync(3));
        Assert.Equal(RunState.Running, (await first.LeaseAsync(run, Ct))!.State);
        Assert.Null(await second.LeaseAsync(run, Ct));
        Assert.Empty(await second.ClaimAsync(run, 3, Ct));
        Assert.Equal([1, 2], (await first.ClaimAsync(run, 2, Ct)).Select(i => i.Position).Order());

        await first.ReleaseAsync(run, Ct);
        Assert.NotNull(await second.LeaseAsync(run, Ct));
        Assert.Empty(await first.ClaimAsync(run, 3, Ct));

        await ExecuteAsync("update runs set driven_until = now() - interval '1 second'");
        Assert.Empty(await second.ClaimAsync(run, 1, Ct));
        Assert.NotNull(await first.LeaseAsync(run, Ct));
    }

    [Fact]
    public async Task What_is_claimed_has_its_id_and_is_found_by_whoever_drives_next()
    {
        var (first, second, run) = (Ledger(TimeSpan.FromMinutes(5)), Ledger(TimeSpan.FromMinutes(5)), await OrderAsync(4));
        await first.LeaseAsync(run, Ct);
        var claimed = await first.ClaimAsync(run, 3, Ct);
        Assert.Equal(3, claimed.Select(i => i.ExchangeId!.Value).Distinct().Count());
        await ExecuteAsync("update runs set driven_until = now() - interval '1 second'");
        await second.LeaseAsync(run, Ct);
        Assert.Equal(claimed.OrderBy(i => i.Position).Select(i => i.ExchangeId), (await second.UnderWayAsync(run, Ct)).Select(i => i.ExchangeId));
    }

    [Fact]
    public async Task After_a_pause_was_said_nothing_is_claimed_and_a_run_with_something_under_way_stays_open()
    {
        var (ledger, run) = (Ledger(TimeSpan.FromMinutes(5)), await OrderAsync(3));
        await ledger.LeaseAsync(run, Ct);
        var item = Assert.Single(await ledger.ClaimAsync(run, 1, Ct));
        Assert.Equal(RunState.Paused, (await DecideAsync(run, RunDecision.Pause, null)).Run!.State);
        Assert.Empty(await ledger.ClaimAsync(run, 3, Ct));
        Assert.Equal([run], await ledger.OpenAsync(Ct));
        await ledger.SettleAsync(item, null, null, Ct);
        Assert.Empty(await ledger.OpenAsync(Ct));
    }

    [Fact]
    public async Task What_is_settled_counts_once_and_known_and_estimated_costs_stay_apart()
    {
        var (ledger, run) = (Ledger(TimeSpan.FromMinutes(5)), await OrderAsync(5));
        await ledger.LeaseAsync(run, Ct);
        var items = (await ledger.ClaimAsync(run, 5, Ct)).OrderBy(i => i.Position).ToList();
        var row = Some.Exchange(_project, Some.Noon).Row;
        await ledger.SettleAsync(items[0], row, null, Ct);
        Assert.Null(await ledger.SettleAsync(items[0], row, null, Ct));
        await ledger.SettleAsync(items[1], Priced(PricingState.Estimated, null, 0.5m), null, Ct);
        await ledger.SettleAsync(items[2], Priced(PricingState.Unpriced, null, null), null, Ct);
        await ledger.SettleAsync(items[3], Priced(PricingState.NotBilled, null, null), null, Ct);
        var told = (await ledger.SettleAsync(items[4], null, null, Ct))!;
        Assert.Equal((5, 1, 2, row.CostUsd, 0.5m), (told.Settled, told.Failed, told.Unpriced, told.KnownUsd, told.EstimatedUsd));
        await ledger.FinishAsync(run, Ct);
        await using var db = Some.Db(_database.DataSource);
        Assert.Equal(RunState.Finished, (await db.Runs.SingleAsync(r => r.Id == run, Ct)).State);
    }

    [Fact]
    public async Task A_capped_run_wants_a_higher_cap()
    {
        var (ledger, run) = (Ledger(TimeSpan.FromMinutes(5)), await OrderAsync(2));
        await ledger.LeaseAsync(run, Ct);
        await ledger.StopAsync(run, RunState.Capped, "full", Ct);
        Assert.Contains("$1", (await DecideAsync(run, RunDecision.Resume, null)).Refusal, StringComparison.Ordinal);
        Assert.NotNull((await DecideAsync(run, RunDecision.Resume, -1)).Refusal);
        Assert.Equal((RunState.Running, 2m, null), Told((await DecideAsync(run, RunDecision.Resume, 2)).Run!));

        static (RunState, decimal, string?) Told(Run run) => (run.State, run.CapUsd, run.WhyStopped);
    }

    private Exchange Priced(PricingState state, decimal? cost, decimal? estimate)
    {
        var row = Some.Exchange(_project, Some.Noon).Row;
        (row.Pricing, row.CostUsd, row.EstimatedCostUsd) = (state, cost, estimate);
        return row;
    }

    private async Task<Guid> OrderAsync(int items)
    {
        await using var db = Some.Db(_database.DataSource);
        var order = new RunOrder("batch", "Some", "{}", [.. Enumerable.Range(0, items).Select(_ => new NewRunItem(Guid.CreateVersion7(), Some.Noon, null, 0))], new(1, 4, null));
        return (await order.SaveAsync(db, Nobody with { Scope = ProjectScope.Authorised(_project) }, TimeProvider.System.GetUtcNow(), Ct)).Run!.Id;
    }

    private async Task<DecidedRun> DecideAsync(Guid run, RunDecision decision, decimal? cap)
    {
        await using var db = Some.Db(_database.DataSource);
        return await new DecideRunHandler(db, Nobody with { Scope = ProjectScope.Authorised(_project) }, TimeProvider.System).Handle(new(run, decision, null, cap), Ct);
    }

    private RunLedger Ledger(TimeSpan lease) => new(_services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System, Guid.CreateVersion7(), lease);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
