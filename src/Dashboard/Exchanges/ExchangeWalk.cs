using Npgsql;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>
/// Searches a list stretch by stretch, each longer than the one before, until the page is full, all is searched, or the time is over. To plan a
/// statement over the partitions of a year takes longer than to run it, and one that is cancelled has told nothing; so each is of a length that fits
/// into the time left, by what the one before took.
/// </summary>
/// <remarks>In the order of time it goes from the head on. In others it goes back from the end, and only what is greater than what was found is of use.</remarks>
/// <param name="request">What is asked.</param>
/// <param name="time">The clock of the deadline.</param>
/// <param name="deadline">Time for the whole page. Some stretch is always tried, so that each page gets further than the one before.</param>
internal sealed class ExchangeWalk(ListExchanges request, TimeProvider time, TimeSpan deadline)
{
    private const int Growth = 4;
    private const int Shrinking = 8;
    private static readonly TimeSpan FirstReach = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeastReach = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestReach = TimeSpan.FromDays(4000);
    private static readonly TimeSpan LeastBudget = TimeSpan.FromMilliseconds(50);

    private readonly ExchangeOrder _order = request.Filter.Order;
    private readonly List<Exchange> _found = [];
    private TimeSpan _reach = FirstReach;
    private Stretch _left;

    /// <summary>Reads rows of one stretch.</summary>
    /// <param name="stretch">Where.</param>
    /// <param name="moreThan">In orders of a value: only rows with more than this are of use; null = all are.</param>
    /// <param name="limit">Rows at most, the first in the order asked for.</param>
    /// <param name="ct">Over when the time for this stretch is.</param>
    public delegate Task<List<Exchange>> Look(Stretch stretch, decimal? moreThan, int limit, CancellationToken ct);

    /// <summary>The page.</summary>
    /// <param name="stored">Where exchanges can be at all.</param>
    /// <param name="look">Reads one stretch.</param>
    /// <param name="ct">The reader left.</param>
    public async Task<ExchangePage> PageAsync(Stretch stored, Look look, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        _left = Beginning(stored);
        for (var tried = false; !_left.IsEmpty && !IsFull; tried = true)
        {
            var remaining = deadline - time.GetElapsedTime(began);
            if (tried && remaining < LeastBudget)
            {
                break;
            }

            var stretch = Next();
            var asked = time.GetTimestamp();
            if (await TryAsync(look, stretch, BudgetOf(remaining), ct) is { } rows)
            {
                Take(rows, stretch);
                var took = time.GetElapsedTime(asked);
                Grow(took, remaining - took);
            }
            else if (_reach > LeastReach)
            {
                _reach = Longer(_reach / Shrinking, LeastReach);
            }
            else
            {
                break;
            }
        }

        return Page();
    }

    // One row more than asked for tells that there is a next page. In orders of a value a greater one may still come.
    private bool IsFull => _order.IsOfTime() && _found.Count > request.Limit;

    private Stretch Beginning(Stretch stored)
    {
        var asked = stored.Within(request.Filter.From, request.Filter.To);
        return (request.Cursor, _order) switch
        {
            (null, _) => asked,
            ({ } last, ExchangeOrder.Newest) => last.StartedAt < asked.To ? asked.Within(null, last.StartedAt.AddMicroseconds(1)) : asked,
            ({ } last, ExchangeOrder.Oldest) => asked.Within(last.StartedAt, null),
            ({ } last, _) => asked.Within(last.Since, null),
        };
    }

    // Partitions are made some days ahead: what lies in the future is nearly always empty and goes with the first stretch.
    private Stretch Next()
    {
        if (_order == ExchangeOrder.Oldest)
        {
            return _left.Earliest(_reach);
        }

        var now = time.GetUtcNow();
        return _left.From < now && now < _left.To ? _left with { From = _left.Within(null, now).Latest(_reach).From } : _left.Latest(_reach);
    }

    // Half of what is left, so that a shorter stretch can be tried after one that was too long; all of it for the shortest.
    private TimeSpan BudgetOf(TimeSpan remaining)
    {
        var budget = remaining < LeastBudget ? deadline : remaining;
        return _reach > LeastReach ? budget / 2 : budget;
    }

    private async Task<List<Exchange>?> TryAsync(Look look, Stretch stretch, TimeSpan budget, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(budget, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        var moreThan = _found.Count > request.Limit ? _order.ValueOf(_found[request.Limit]) : null;
        var limit = request.Limit + 1 - (_order.IsOfTime() ? _found.Count : 0);
        try
        {
            return await look(stretch, moreThan, limit, either.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            // PostgreSQL's own limit on a statement was shorter.
            return null;
        }
    }

    private void Take(List<Exchange> rows, Stretch stretch)
    {
        _left = _order == ExchangeOrder.Oldest ? _left with { From = stretch.To } : _left with { To = stretch.From };
        if (_order.IsOfTime() || _found.Count == 0)
        {
            _found.AddRange(rows);
            return;
        }

        // What was found before is newer, and of equal ones the newer comes first: a stable sort keeps it so.
        var sorted = _found.Concat(rows).OrderByDescending(r => _order.ValueOf(r)).Take(request.Limit + 1).ToList();
        _found.Clear();
        _found.AddRange(sorted);
    }

    private void Grow(TimeSpan took, TimeSpan remaining)
    {
        var afforded = took <= TimeSpan.Zero ? LongestReach
            : remaining <= TimeSpan.Zero ? LeastReach
            : _reach * Math.Min(remaining / (2 * took), Growth);
        _reach = Longer(Shorter(Shorter(_reach * Growth, afforded), LongestReach), LeastReach);
    }

    private ExchangePage Page()
    {
        if (_found.Count > request.Limit)
        {
            _found.RemoveRange(request.Limit, _found.Count - request.Limit);
            var last = _order.After(_found[^1]);
            return _order.IsOfTime() ? new(_found, last, null) : new(_found, last with { Since = Cut }, Cut);
        }

        return new(_found, _left.IsEmpty || !_order.IsOfTime() ? null : Onwards(), Cut);
    }

    // What lies in the future is searched with the first stretch: nobody wants to read that something was searched back to tomorrow.
    private DateTimeOffset? Cut
    {
        get
        {
            if (_left.IsEmpty)
            {
                return request.Cursor?.Since;
            }

            var edge = _order == ExchangeOrder.Oldest ? _left.From : _left.To;
            return _order == ExchangeOrder.Newest && time.GetUtcNow() is var now && edge > now ? now : edge;
        }
    }

    // Places that no row can have: before everything that starts at the edge, or after everything that starts before it.
    private ExchangeCursor Onwards() => _order == ExchangeOrder.Oldest
        ? new(_left.From.AddMicroseconds(-1), Guid.AllBitsSet) { Order = _order }
        : new(_left.To, Guid.Empty);

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
