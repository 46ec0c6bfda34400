using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Pricing;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>What is committed of runs while they are driven: who drives, what may be sent, what became of it. Each call is one statement.</summary>
/// <param name="scopes">Gives each statement a context of its own: calls of one run end at the same time.</param>
/// <param name="time">The clock.</param>
/// <param name="driver">The dashboard that drives.</param>
/// <param name="lease">How long it need not be heard of.</param>
internal sealed class RunLedger(IServiceScopeFactory scopes, TimeProvider time, Guid driver, TimeSpan lease)
{
    // The id of an exchange says when it was made; its row says when ingest got it. Two clocks, never a day apart.
    private static readonly TimeSpan ClocksApart = TimeSpan.FromDays(1);

    /// <summary>Runs with something to send, or something under way that nobody may be waiting for any more.</summary>
    public Task<List<Guid>> OpenAsync(CancellationToken ct) => WithAsync(db => db.Database.SqlQuery<Guid>(
        $"""
        select id as "Value" from runs
        where state in ('waiting', 'running') or id in (select run_id from run_items where state = 'sending')
        order by created_at, id
        """).ToListAsync(ct));

    /// <summary>Takes the run, or says that it is still driven here; null when another dashboard drives it or it is gone. The times are PostgreSQL's.</summary>
    public Task<Run?> LeaseAsync(Guid run, CancellationToken ct) => OneAsync(
        $"""
        update runs set driver = {driver}, driven_until = now() + {lease}, started_at = coalesce(started_at, {Now}),
            state = case when state = 'waiting' then 'running' else state end
        where id = {run} and (driver is null or driver = {driver} or driven_until < now())
        returning *
        """, ct);

    /// <summary>Lets another dashboard have it.</summary>
    public Task ReleaseAsync(Guid run, CancellationToken ct) =>
        ExecuteAsync($"update runs set driver = null, driven_until = null where id = {run} and driver = {driver}", ct);

    /// <summary>
    /// The next items, at most so many, each with the id its exchange will have. None when the run does not run (any more) or is driven by another: the
    /// run's row is locked, so that nothing is claimed after a pause was committed.
    /// </summary>
    public Task<List<RunItem>> ClaimAsync(Guid run, int count, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7(now)).ToArray();
        return WithAsync(db => db.RunItems.FromSql(
            $"""
            with mine as (
                select id from runs where id = {run} and state = 'running' and driver = {driver} and driven_until > now() for share
            ), next as (
                select i.position, row_number() over (order by i.position) as place from run_items i
                where i.run_id = (select id from mine) and i.state = 'waiting' order by i.position limit {count}
            )
            update run_items i set state = 'sending', sending_at = {now}, exchange_id = ids.id
            from next join unnest({ids}) with ordinality as ids (id, place) on ids.place = next.place
            where i.run_id = {run} and i.position = next.position and i.state = 'waiting'
            returning i.*
            """).ToListAsync(ct));
    }

    /// <summary>Items whose exchange has an id and may have been sent.</summary>
    public Task<List<RunItem>> UnderWayAsync(Guid run, CancellationToken ct) =>
        WithAsync(db => db.RunItems.Where(i => i.RunId == run && i.State == RunItemState.Sending).OrderBy(i => i.Position).ToListAsync(ct));

    /// <summary>When its last call was begun; null = none was.</summary>
    public Task<DateTimeOffset?> LastSentAsync(Guid run, CancellationToken ct) =>
        WithAsync(db => db.RunItems.Where(i => i.RunId == run).MaxAsync(i => i.SendingAt, ct));

    /// <summary>Those of the exchanges that are stored.</summary>
    public Task<List<Exchange>> RowsAsync(Guid project, IReadOnlyCollection<RunItem> items, CancellationToken ct)
    {
        var ids = items.Select(i => i.ExchangeId!.Value).ToArray();
        var since = items.Min(i => i.SendingAt!.Value) - ClocksApart;
        return WithAsync(db => db.Exchanges.Where(e => e.ProjectId == project && ids.Contains(e.Id) && e.StartedAt >= since).ToListAsync(ct));
    }

    /// <summary>Whether an ingest says that the item's exchange runs.</summary>
    public Task<bool> IsRunningAsync(Guid project, RunItem item, CancellationToken ct) =>
        WithAsync(db => db.RunningExchanges.AnyAsync(e => e.ProjectId == project && e.Id == item.ExchangeId, ct));

    /// <summary>The item is settled: its exchange is stored, or given up waiting for. The run as it is then; null when it was settled before.</summary>
    public Task<Run?> SettleAsync(RunItem item, Exchange? row, string? result, CancellationToken ct)
    {
        // Nothing to pay is a known cost: nought.
        var cost = row is { Pricing: PricingState.NotBilled } ? 0 : row?.CostUsd;
        var estimate = cost is null ? row?.EstimatedCostUsd : null;
        var outcome = row is null ? null : EnumNames.NameOf(row.Outcome);
        return OneAsync(
            $"""
            with settled as (
                update run_items set state = 'settled', settled_at = {Now}, outcome = {Text(outcome)}, exchange_started_at = {Moment(row?.StartedAt)},
                    cost_usd = {Money(cost)}, estimated_cost_usd = {Money(estimate)}, result = {Json(result)}
                where run_id = {item.RunId} and position = {item.Position} and state = 'sending'
                returning *
            )
            update runs r set settled = r.settled + 1,
                failed = r.failed + case when s.outcome in ('completed', 'served_from_cache') then 0 else 1 end,
                unpriced = r.unpriced + case when s.cost_usd is null and s.estimated_cost_usd is null then 1 else 0 end,
                known_usd = r.known_usd + coalesce(s.cost_usd, 0), estimated_usd = r.estimated_usd + coalesce(s.estimated_cost_usd, 0)
            from settled s where r.id = s.run_id
            returning r.*
            """, ct);
    }

    /// <summary>The item cannot be sent; nothing was. The run as it is then.</summary>
    public Task<Run?> RefuseAsync(RunItem item, string why, CancellationToken ct) => OneAsync(
        $"""
        with refused as (
            update run_items set state = 'refused', settled_at = {Now}, exchange_id = null, refusal = {why}
            where run_id = {item.RunId} and position = {item.Position} and state = 'sending'
            returning run_id
        )
        update runs r set refused = r.refused + 1 from refused where r.id = refused.run_id
        returning r.*
        """, ct);

    /// <summary>It stands, and why; nothing when somebody has said something else meanwhile.</summary>
    public Task StopAsync(Guid run, RunState state, string why, CancellationToken ct) => ExecuteAsync(
        $"update runs set state = {EnumNames.NameOf(state)}, why_stopped = {why}, trouble = null where id = {run} and driver = {driver} and state = 'running'", ct);

    /// <summary>It is finished, if nothing is left of it.</summary>
    public Task FinishAsync(Guid run, CancellationToken ct) => ExecuteAsync(
        $"""
        update runs set state = 'finished', finished_at = {Now}, trouble = null
        where id = {run} and driver = {driver} and state = 'running'
            and not exists (select 1 from run_items where run_id = {run} and state in ('waiting', 'sending'))
        """, ct);

    /// <summary>What keeps it from going on; null = nothing does any more.</summary>
    public Task TellTroubleAsync(Guid run, string? trouble, CancellationToken ct) =>
        ExecuteAsync($"update runs set trouble = {Text(trouble)} where id = {run} and driver = {driver} and trouble is distinct from {Text(trouble)}", ct);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private Task<Run?> OneAsync(FormattableString sql, CancellationToken ct) =>
        WithAsync(async db => (await db.Runs.FromSql(sql).ToListAsync(ct)).SingleOrDefault());

    private Task<int> ExecuteAsync(FormattableString sql, CancellationToken ct) => WithAsync(db => db.Database.ExecuteSqlAsync(sql, ct));

    private async Task<T> WithAsync<T>(Func<ObservabilityDb, Task<T>> ask)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredKeyedService<ObservabilityDb>(PastTheWallAttribute.Services));
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Json(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Money(decimal? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Numeric };

    private static NpgsqlParameter Moment(DateTimeOffset? value) => new() { Value = (object?)value?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
