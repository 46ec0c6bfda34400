using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Exchanges;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exports;

/// <summary>The next rows of an export, oldest first, by keyset: no transaction outlives a batch, and what arrives meanwhile repeats nothing.</summary>
/// <param name="Order">What is exported.</param>
/// <param name="Place">How far it is.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record ExportRows(ExportOrder Order, ExportPlace Place) : IRequest<ExportBatch>
{
    /// <summary>Most rows of a batch.</summary>
    public const int Most = 500;
}

/// <summary>Some rows.</summary>
/// <param name="Rows">The rows, oldest first; may be none although more follow. Bodies are not read.</param>
/// <param name="Next">Where to go on; null = that was all.</param>
public sealed record ExportBatch(IReadOnlyList<Exchange> Rows, ExportPlace? Next);

internal sealed class ExportRowsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ExportRows, ExportBatch>
{
    /// <summary>How long the search for one batch may take within a day. Longer than a page may: nobody looks at a screen meanwhile, and an export must not end early.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public async Task<ExportBatch> Handle(ExportRows request, CancellationToken cancellationToken)
    {
        // A day is a partition: a statement over one is planned at once, and a filter that fits nothing is told to go on every day.
        var (place, chosen) = (request.Place, request.Order.Ids.Count > 0);
        var end = chosen ? place.Until : Earlier(place.Until, new DateTimeOffset(place.From.UtcDateTime.Date.AddDays(1), TimeSpan.Zero));
        var rows = await RowsAsync(request.Order, place, end, cancellationToken);
        if (rows.Count == ExportRows.Most)
        {
            var last = rows[^1];
            return new(rows, place with { From = last.StartedAt, After = ExchangeOrder.Oldest.After(last) });
        }

        return new(rows, end < place.Until ? new(end, null, place.Until) : null);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private async Task<List<Exchange>> RowsAsync(ExportOrder order, ExportPlace place, DateTimeOffset end, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Database.SetCommandTimeout(Deadline + TimeSpan.FromSeconds(5));
        await db.Database.ExecuteSqlRawAsync(
            string.Create(CultureInfo.InvariantCulture, $"set local statement_timeout = {Deadline.TotalMilliseconds:0}"), ct);
        var statement = new ExchangeStatement(caller.ProjectId, order.Filter with { Order = ExchangeOrder.Oldest }, place.After);
        var found = order.Ids.Count > 0
            ? await ChosenAsync(order.Ids, place, ct)
            : await db.Exchanges.FromSqlRaw(statement.Rows(new(place.From, end), null, ExportRows.Most), statement.Values).ToListAsync(ct);
        await transaction.CommitAsync(ct);
        return found;
    }

    private Task<List<Exchange>> ChosenAsync(IReadOnlyList<Guid> ids, ExportPlace place, CancellationToken ct)
    {
        var rows = db.Exchanges.Where(e => e.ProjectId == caller.ProjectId && ids.Contains(e.Id) && e.StartedAt >= place.From);
        rows = place.After is { } last
            ? rows.Where(e => EF.Functions.GreaterThan(ValueTuple.Create(e.StartedAt, e.Id), ValueTuple.Create(last.StartedAt, last.Id)))
            : rows;
        return rows.OrderBy(e => e.StartedAt).ThenBy(e => e.Id).Take(ExportRows.Most).ToListAsync(ct);
    }
}
