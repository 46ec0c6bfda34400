using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>One page of the project's exchanges, by keyset.</summary>
/// <param name="Filter">What to keep, and in which order.</param>
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
/// <param name="Cut">
/// The time was over before everything was searched: up to where it was, in the order of time from its beginning and in others back from its end. Null =
/// what the page has to have is in it.
/// </param>
public sealed record ExchangePage(IReadOnlyList<Exchange> Rows, ExchangeCursor? Next, DateTimeOffset? Cut);

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
            var statement = new ExchangeStatement(caller.ProjectId, request.Filter, request.Cursor);
            var from = request.Filter.From?.ToUniversalTime() ?? DateTimeOffset.UnixEpoch;
            var stretch = new Stretch(since > from ? since.Value : from, request.Filter.To?.ToUniversalTime() ?? time.GetUtcNow().AddYears(1));
            rows = await db.Exchanges.FromSqlRaw(statement.Rows(stretch, null, request.Limit + 1), statement.Values).ToListAsync(cancellationToken);
            if (rows.Count > request.Limit)
            {
                break;
            }
        }

        if (rows.Count <= request.Limit)
        {
            return new(rows, null, null);
        }

        rows.RemoveAt(request.Limit);
        return new(rows, request.Filter.Order.After(rows[^1]), null);
    }

    // How far back to look, one after the other; the last time as far as was asked for.
    private IEnumerable<DateTimeOffset?> SinceOf(ListExchanges request)
    {
        if (request.Filter.Order == ExchangeOrder.Newest)
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
}
