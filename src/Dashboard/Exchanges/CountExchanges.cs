using MediatR;
using Microsoft.Extensions.Options;
using Npgsql;
using Observability.Domain;

namespace Observability.Dashboard.Exchanges;

/// <summary>How many rows a list of exchanges has in all, over every page; null when that could not be told within <see cref="ExchangeListOptions.CountDeadlineMs"/>.</summary>
/// <remarks>Exact: it counts what <see cref="ListExchanges"/> lists, from sums where the filter asks about dimensions alone.</remarks>
/// <param name="Filter">What is listed. Orders by cost and tokens leave out what has none.</param>
[Requires(Access.Read)]
public sealed record CountExchanges(ExchangeFilter Filter) : IRequest<long?>;

internal sealed class CountExchangesHandler(ObservabilityDb db, NpgsqlDataSource database, Caller caller, TimeProvider time, IOptions<ExchangeListOptions> options)
    : IRequestHandler<CountExchanges, long?>
{
    public async Task<long?> Handle(CountExchanges request, CancellationToken cancellationToken)
    {
        var stored = await StoredDays.WholeAsync(db, cancellationToken);
        return stored?.Within(request.Filter.From, request.Filter.To) is { IsEmpty: false } range
            ? await new ExchangeSums(database, caller.ProjectId, options.Value.CountDeadline, time).CountAsync(request.Filter, range, cancellationToken)
            : 0;
    }
}
