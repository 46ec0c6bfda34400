using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>A page of a run's items in their order; null when the project has no such run.</summary>
/// <param name="Run">The run.</param>
/// <param name="After">The place after which the page begins; 0 = at the first.</param>
/// <param name="Limit">Items at most, 1 to <see cref="MaxLimit"/>.</param>
/// <param name="Show">Which.</param>
[Requires(Access.Read)]
public sealed record ListRunItems(Guid Run, int After, int Limit, RunItemShow Show) : IRequest<RunItemPage?>
{
    /// <summary>Most items of a page.</summary>
    public const int MaxLimit = 1000;
}

/// <summary>Which items of a run.</summary>
public enum RunItemShow
{
    /// <summary>All.</summary>
    All,

    /// <summary>Settled, but not completed.</summary>
    Failed,

    /// <summary>Those that could not be sent.</summary>
    Refused,

    /// <summary>Settled with another answer than the original's; of batches.</summary>
    Different,

    /// <summary>Not settled yet.</summary>
    Open,
}

/// <summary>Some items.</summary>
/// <param name="Items">The items, in order.</param>
/// <param name="Next">The place of the last when more follow; else null.</param>
public sealed record RunItemPage(IReadOnlyList<RunItem> Items, int? Next);

internal sealed class ListRunItemsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListRunItems, RunItemPage?>
{
    public async Task<RunItemPage?> Handle(ListRunItems request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > ListRunItems.MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Limit, $"A page has 1 to {ListRunItems.MaxLimit} items.");
        }

        if (!await db.Runs.AnyAsync(r => r.Id == request.Run && r.ProjectId == caller.ProjectId, cancellationToken))
        {
            return null;
        }

        var items = request.Show == RunItemShow.Different
            ? db.RunItems.FromSql($"select * from run_items where run_id = {request.Run} and state = 'settled' and result->>'same' = 'false'")
            : Of(db.RunItems.Where(i => i.RunId == request.Run), request.Show);
        var page = await items.Where(i => i.Position > request.After).OrderBy(i => i.Position).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return new([.. page.Take(request.Limit)], page.Count > request.Limit ? page[request.Limit - 1].Position : null);
    }

    private static IQueryable<RunItem> Of(IQueryable<RunItem> items, RunItemShow show) => show switch
    {
        RunItemShow.Failed => items.Where(i => i.State == RunItemState.Settled
            && (i.Outcome == null || (i.Outcome != Domain.Exchanges.ExchangeOutcome.Completed && i.Outcome != Domain.Exchanges.ExchangeOutcome.ServedFromCache))),
        RunItemShow.Refused => items.Where(i => i.State == RunItemState.Refused),
        RunItemShow.Open => items.Where(i => i.State == RunItemState.Waiting || i.State == RunItemState.Sending),
        RunItemShow.All or RunItemShow.Different => items,
    };
}
