using System.Runtime.CompilerServices;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Exchanges;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Runs;

/// <summary>Reads the requests of an order, the newest first, page by page, up to a bound.</summary>
/// <param name="messages">Lists are listed by the message that the requests page uses.</param>
/// <param name="db">The rows.</param>
/// <param name="project">Whose.</param>
/// <param name="most">Most requests.</param>
internal sealed class BatchSelection(IMediator messages, ObservabilityDb db, Guid project, int most)
{
    private const int PageRows = 500;

    // Of a list in which hardly anything fits: each page of it has searched for as long as a page may.
    private const int MostPages = 200;

    /// <summary>Whether the list goes on beyond what was read.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The pages.</summary>
    public async IAsyncEnumerable<IReadOnlyList<Exchange>> PagesAsync(BatchOrder order, [EnumeratorCancellation] CancellationToken ct)
    {
        if (order.Ids.Count > 0)
        {
            yield return await db.Exchanges.Where(e => e.ProjectId == project && order.Ids.Contains(e.Id)).OrderByDescending(e => e.StartedAt).ThenByDescending(e => e.Id).ToListAsync(ct);
            yield break;
        }

        var (read, pages) = (0, 0);
        ExchangeCursor? cursor = null;
        do
        {
            var page = await messages.Send(new ListExchanges(order.Filter with { Order = ExchangeOrder.Newest }, cursor, Math.Min(PageRows, most - read)), ct);
            read += page.Rows.Count;
            cursor = page.Next;
            yield return page.Rows;
        }
        while (cursor is not null && read < most && ++pages < MostPages);

        IsCut = cursor is not null;
    }
}
