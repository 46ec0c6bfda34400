using MediatR;
using Microsoft.Extensions.Options;
using Npgsql;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

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
/// Null = nothing is missing. Otherwise the time was over (<see cref="ExchangeListOptions.DeadlineMs"/>) when it was searched up to here: from the end
/// back, and with the oldest first from the beginning on. In orders of time <paramref name="Next"/> goes on from there; in others what lies beyond
/// stays out of this and the following pages.
/// </param>
public sealed record ExchangePage(IReadOnlyList<Exchange> Rows, ExchangeCursor? Next, DateTimeOffset? Cut);

internal sealed class ListExchangesHandler(ObservabilityDb db, NpgsqlDataSource database, Caller caller, TimeProvider time, IOptions<ExchangeListOptions> options)
    : IRequestHandler<ListExchanges, ExchangePage>
{
    public async Task<ExchangePage> Handle(ListExchanges request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > ListExchanges.MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Limit, $"A page has 1 to {ListExchanges.MaxLimit} rows.");
        }

        if (request.Cursor is { } place && place.Order != request.Filter.Order)
        {
            throw new ArgumentException($"A place by {ExchangeOrders.NameOf(place.Order)} is none by {ExchangeOrders.NameOf(request.Filter.Order)}.", nameof(request));
        }

        // With no user to look for there is nothing to find, however many exchanges there are.
        var users = await KnownUserIds.OfAsync(ExchangeSearch.AskedOf(request.Filter), database, caller.ProjectId, cancellationToken);
        if (users is { Count: 0 } || await StoredDays.WholeAsync(db, cancellationToken) is not { } stored)
        {
            return new([], null, null);
        }

        var search = new ExchangeSearch(db, database, caller.ProjectId, request, users);
        return await new ExchangeWalk(request, time, options.Value.Deadline).PageAsync(stored, search.LookAsync, cancellationToken);
    }
}
