using System.Globalization;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>Drives one run for a while: takes what an earlier drive left, claims items in small lots, and looks after what is under way.</summary>
/// <remarks>What is under way ends before the drive does, so another dashboard never finds it running still, unless this one dies.</remarks>
/// <param name="ledger">What is committed.</param>
/// <param name="calls">Carries items out.</param>
/// <param name="rows">The rows they wait for.</param>
/// <param name="options">The bounds.</param>
/// <param name="time">The clock.</param>
internal sealed class RunDrive(RunLedger ledger, ItemCalls calls, AwaitedRows rows, RunsOptions options, TimeProvider time)
{
    private const int MostClaimed = 16;

    // Answered calls whose rows are on their way; where they pile up, ingest is behind and gets time.
    private const int MostAwaited = 256;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(10);

    private readonly List<ItemOnItsWay> _ways = [];
    private readonly Queue<RunItem> _left = new();
    private Run _run = new();
    private DriveEnds _ends;
    private RunPace _pace;
    private DateTimeOffset _renewedAt;
    private DateTimeOffset _lookedAt;
    private bool _isMine = true;
    private int _failures;
    private long _done;

    /// <summary>Drives it until nothing is left to do, or it stands, or <paramref name="stop"/>. How many items it brought to an end.</summary>
    /// <param name="id">The run.</param>
    /// <param name="stop">Begin no more; what is under way ends.</param>
    /// <param name="ct">Break off what is under way.</param>
    public async Task<long> DriveAsync(Guid id, CancellationToken stop, CancellationToken ct)
    {
        if (await ledger.LeaseAsync(id, ct) is not { } run)
        {
            return 0;
        }

        (_run, _renewedAt) = (run, time.GetUtcNow());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop, ct);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _ends = new(stopping.Token, leaving.Token, ct);
        try
        {
            _pace = RunPace.Of(run.PerMinute, run.PerMinute is null ? null : await ledger.LastSentAsync(id, ct));
            foreach (var item in await ledger.UnderWayAsync(id, ct))
            {
                _left.Enqueue(item);
            }

            await LoopAsync(leaving, ct);
        }
        finally
        {
            // Also where the database is away: answers are read to their ends, and what is not committed a later drive finds out.
            await stopping.CancelAsync();
            await leaving.CancelAsync();
            await Task.WhenAny(Task.WhenAll(_ways.Select(w => w.Work)));
        }

        await ledger.ReleaseAsync(id, ct);
        return _done;
    }

    private async Task LoopAsync(CancellationTokenSource leaving, CancellationToken ct)
    {
        var parting = false;
        while (true)
        {
            await CollectAsync(ct);
            await RenewAsync(ct);
            var goesOn = _isMine && !_ends.Stop.IsCancellationRequested && await FillAsync(ct);
            if (_ways.Count == 0 && !goesOn)
            {
                return;
            }

            if (_ends.Stop.IsCancellationRequested && !parting && _ways.All(w => w.IsAnswered))
            {
                // Rows that do not come soon a later drive finds.
                parting = true;
                leaving.CancelAfter(Parting);
            }

            await WaitAsync(ct);
            await LookAsync(ct);
        }
    }

    private async Task CollectAsync(CancellationToken ct)
    {
        foreach (var way in _ways.Where(w => w.Work.IsCompleted).ToList())
        {
            _ways.Remove(way);
            if (await way.Work is not { } end)
            {
                continue;
            }

            _done++;
            _failures = end.Failure is null ? 0 : _failures + 1;
            if (end.Run.Settled + end.Run.Refused > _run.Settled + _run.Refused)
            {
                _run = end.Run;
            }

            if (end.Failure is { } failure && _failures >= options.PauseAfterFailures && _run.State == RunState.Running)
            {
                _failures = 0;
                await StandAsync(RunState.Paused, string.Create(
                    CultureInfo.InvariantCulture, $"{options.PauseAfterFailures} requests in a row failed, the last with: {failure}. Resume it when that is mended."), ct);
            }
        }
    }

    private async Task RenewAsync(CancellationToken ct)
    {
        if (_isMine && time.GetUtcNow() - _renewedAt > BetweenRenewals)
        {
            var run = await ledger.LeaseAsync(_run.Id, ct);
            (_run, _isMine, _renewedAt) = (run ?? _run, run is not null, time.GetUtcNow());
            await ledger.TellTroubleAsync(_run.Id, calls.Trouble, ct);
        }
    }

    /// <summary>Begins what may be begun; whether there may be more, though nothing should be under way.</summary>
    private async Task<bool> FillAsync(CancellationToken ct)
    {
        var free = Math.Min(_run.Concurrency - _ways.Count(w => !w.IsAnswered), MostAwaited - _ways.Count);
        for (; free > 0 && _left.TryDequeue(out var left); free--)
        {
            Begin(left, mayBeSent: true);
        }

        if (_left.Count > 0 || _run.State != RunState.Running)
        {
            return _left.Count > 0;
        }

        // While ingest is away those under way try again; to claim more would only make more of them.
        var lot = calls.Trouble is null || _ways.Count == 0 ? Math.Min(Math.Min(free, MostClaimed), _pace.Allowed(time.GetUtcNow())) : 0;
        if (lot <= 0)
        {
            return true;
        }

        var budget = RunBudget.Of(_run);
        var affordable = Enumerable.Range(0, lot).TakeWhile(more => budget.Allows(_ways.Count + more)).Count();
        if (affordable == 0)
        {
            return await StandIfNothingIsUnderWayAsync(budget, ct);
        }

        var claimed = await ledger.ClaimAsync(_run.Id, affordable, ct);
        _pace = _pace.After(claimed.Count, time.GetUtcNow());
        foreach (var item in claimed.OrderBy(i => i.Position))
        {
            Begin(item, mayBeSent: false);
        }

        return claimed.Count > 0 || await FinishAsync(ct);
    }

    private void Begin(RunItem item, bool mayBeSent)
    {
        var way = new ItemOnItsWay(item, mayBeSent);
        way.Work = calls.CarryOutAsync(_run, way, _ends);
        _ways.Add(way);
    }

    private async Task<bool> StandIfNothingIsUnderWayAsync(RunBudget budget, CancellationToken ct)
    {
        // What is under way may turn out cheaper than what was put aside for it.
        if (_ways.Count > 0)
        {
            return true;
        }

        await StandAsync(RunState.Capped, WhyCapped(budget), ct);
        return false;
    }

    private static string WhyCapped(RunBudget budget) => budget.SpentUsd >= budget.CapUsd && budget.CapUsd > 0
        ? string.Create(CultureInfo.InvariantCulture, $"${budget.SpentUsd:0.######} are spent, and the cap is ${budget.CapUsd:0.######}.")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The next request would cost about ${budget.PerCallUsd:0.######}, and ${budget.CapUsd - budget.SpentUsd:0.######} of the cap of ${budget.CapUsd:0.######} are left.");

    private async Task<bool> FinishAsync(CancellationToken ct)
    {
        if (_ways.Count == 0)
        {
            await ledger.FinishAsync(_run.Id, ct);
        }

        return false;
    }

    private async Task StandAsync(RunState state, string why, CancellationToken ct)
    {
        await ledger.StopAsync(_run.Id, state, why, ct);
        _run.State = state;
    }

    // Until something ends, or it is time to look.
    private async Task WaitAsync(CancellationToken ct)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var tick = Task.Delay(Tick, time, enough.Token);
        await Task.WhenAny(_ways.Select(w => (Task)w.Work).Append(tick));
        await enough.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    private async Task LookAsync(CancellationToken ct)
    {
        if (time.GetUtcNow() - _lookedAt >= Tick)
        {
            await rows.LookAsync(_run.ProjectId, ct);
            _lookedAt = time.GetUtcNow();
        }
    }
}
