using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>A page of the project's runs of a kind, newest first.</summary>
/// <param name="Kind">The kind's name.</param>
/// <param name="Before">The run after which the page begins; null, or one that is gone = the newest.</param>
[Requires(Access.Read)]
public sealed record ListRuns(string Kind, Guid? Before) : IRequest<RunPage>
{
    /// <summary>Runs of a page.</summary>
    public const int PageRuns = 50;
}

/// <summary>Some runs.</summary>
/// <param name="Runs">The runs, newest first.</param>
/// <param name="Next">The last of them when there are older ones; else null.</param>
public sealed record RunPage(IReadOnlyList<Run> Runs, Guid? Next);

internal sealed class ListRunsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListRuns, RunPage>
{
    public async Task<RunPage> Handle(ListRuns request, CancellationToken cancellationToken)
    {
        var runs = db.Runs.Where(r => r.ProjectId == caller.ProjectId && r.Kind == request.Kind);
        if (request.Before is { } id && await db.Runs.SingleOrDefaultAsync(r => r.Id == id && r.ProjectId == caller.ProjectId, cancellationToken) is { } before)
        {
            runs = runs.Where(r => EF.Functions.LessThan(ValueTuple.Create(r.CreatedAt, r.Id), ValueTuple.Create(before.CreatedAt, before.Id)));
        }

        var page = await runs.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Take(ListRuns.PageRuns + 1).ToListAsync(cancellationToken);
        return new([.. page.Take(ListRuns.PageRuns)], page.Count > ListRuns.PageRuns ? page[ListRuns.PageRuns - 1].Id : null);
    }
}
