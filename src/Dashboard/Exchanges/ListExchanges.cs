using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Exchanges;

/// <summary>One page of the project's exchanges, newest first unless said otherwise, by keyset.</summary>
/// <param name="Filter">What to keep.</param>
/// <param name="Cursor">Where to go on: the <see cref="ExchangePage.Next"/> of the page before; null = from the start.</param>
/// <param name="Limit">Rows at most, 1 to <see cref="MaxLimit"/>.</param>
[Requires(Access.Read)]
public sealed record ListExchanges(ExchangeFilter Filter, ExchangeCursor? Cursor, int Limit) : IRequest<ExchangePage>
{
    /// <summary>Most rows of one page.</summary>
    public const int MaxLimit = 1000;
}

/// <summary>A page of rows.</summary>
/// <param name="Rows">The rows, in the order asked for. Bodies are not read.</param>
/// <param name="Next">Cursor of the next page; null = there is none.</param>
public sealed record ExchangePage(IReadOnlyList<Exchange> Rows, ExchangeCursor? Next);

internal sealed class ListExchangesHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<ListExchanges, ExchangePage>
{
    // A page is looked for in the newest days first: to plan a statement over the partitions of a year takes longer than to run it.
    private static readonly TimeSpan[] Reaches = [TimeSpan.FromDays(2), TimeSpan.FromDays(30)];

    public async Task<ExchangePage> Handle(ListExchanges request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > ListExchanges.MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Limit, $"A page has 1 to {ListExchanges.MaxLimit} rows.");
        }

        // One row more than asked for tells whether there is a next page.
        List<Exchange> rows = [];
        foreach (var since in SinceOf(request))
        {
            var kept = since is { } from ? Kept(request.Filter).Where(e => e.StartedAt >= from) : Kept(request.Filter);
            rows = await Ordered(After(kept, request), request.Filter).Take(request.Limit + 1).ToListAsync(cancellationToken);
            if (rows.Count > request.Limit)
            {
                break;
            }
        }

        if (rows.Count <= request.Limit)
        {
            return new(rows, null);
        }

        rows.RemoveAt(request.Limit);
        return new(rows, new(rows[^1].StartedAt, rows[^1].Id));
    }

    // How far back to look, one after the other; the last time as far as was asked for.
    private IEnumerable<DateTimeOffset?> SinceOf(ListExchanges request)
    {
        if (!request.Filter.OldestFirst)
        {
            var newest = (request.Cursor?.StartedAt ?? request.Filter.To ?? time.GetUtcNow()).ToUniversalTime();
            foreach (var reach in Reaches.Where(r => r.Ticks < newest.UtcTicks))
            {
                if (request.Filter.From is not { } from || from < newest - reach)
                {
                    yield return newest - reach;
                }
            }
        }

        yield return null;
    }

    private IQueryable<Exchange> Kept(ExchangeFilter filter)
    {
        var rows = Asked(filter).Where(e => e.ProjectId == caller.ProjectId);
        rows = filter.ModelLists ? rows : rows.Where(e => e.Endpoint != "models");
        rows = filter.User is { } user ? rows.Where(e => e.User == user) : rows;
        rows = filter.From is { } from ? rows.Where(e => e.StartedAt >= from.ToUniversalTime()) : rows;
        return filter.To is { } to ? rows.Where(e => e.StartedAt < to.ToUniversalTime()) : rows;
    }

    private IQueryable<Exchange> Asked(ExchangeFilter filter)
    {
        if (filter.Terms is { IsEmpty: true })
        {
            return db.Exchanges;
        }

        var values = new List<object>();
        var terms = filter.Terms ?? throw new ArgumentException(filter.Unread!.Message, nameof(filter));
        var sql = "select e.* from exchanges e where " + FilterSql.OverExchanges(terms, caller.ProjectId, value =>
        {
            values.Add(value);
            return $"{{{values.Count - 1}}}";
        });
        return db.Exchanges.FromSqlRaw(sql, [.. values]);
    }

    // The pair alone decides; the time alone is said again because only that lets PostgreSQL leave partitions out.
    private static IQueryable<Exchange> After(IQueryable<Exchange> rows, ListExchanges request) => (request.Cursor, request.Filter.OldestFirst) switch
    {
        (null, _) => rows,
        ({ } last, true) => rows.Where(e => e.StartedAt >= last.StartedAt
            && EF.Functions.GreaterThan(ValueTuple.Create(e.StartedAt, e.Id), ValueTuple.Create(last.StartedAt, last.Id))),
        ({ } last, false) => rows.Where(e => e.StartedAt <= last.StartedAt
            && EF.Functions.LessThan(ValueTuple.Create(e.StartedAt, e.Id), ValueTuple.Create(last.StartedAt, last.Id))),
    };

    private static IQueryable<Exchange> Ordered(IQueryable<Exchange> rows, ExchangeFilter filter) => filter.OldestFirst
        ? rows.OrderBy(e => e.StartedAt).ThenBy(e => e.Id)
        : rows.OrderByDescending(e => e.StartedAt).ThenByDescending(e => e.Id);
}
