using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Experiments;

/// <summary>A page of the project's experiments, newest first.</summary>
/// <param name="Before">Id of the experiment after which the page begins; null = the newest.</param>
[Requires(Access.Read)]
public sealed record ListExperiments(Guid? Before) : IRequest<ExperimentList>
{
    /// <summary>Experiments of a page.</summary>
    public const int PageSize = 50;
}

/// <summary>Some experiments.</summary>
/// <param name="Experiments">They, newest first.</param>
/// <param name="Next">The last of them when there are older ones; else null.</param>
public sealed record ExperimentList(IReadOnlyList<ExperimentSummary> Experiments, Guid? Next);

/// <summary>An experiment in a list.</summary>
/// <param name="Run">Its run.</param>
/// <param name="Dataset">What its dataset was called.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Variants">Names of what is compared.</param>
public sealed record ExperimentSummary(Run Run, string Dataset, int Rows, IReadOnlyList<string> Variants);

internal sealed class ListExperimentsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListExperiments, ExperimentList>
{
    public async Task<ExperimentList> Handle(ListExperiments request, CancellationToken cancellationToken)
    {
        var found = await db.Database.SqlQuery<Listed>(
            $"""
            select e.id as "Id", e.dataset_name as "Dataset", e.row_count as "Rows",
                array(select v ->> 'name' from jsonb_array_elements(e.variants) with ordinality as x (v, n) order by n) as "Variants"
            from experiments e
            where e.project_id = {caller.ProjectId} and ({request.Before}::uuid is null or e.id < {request.Before}::uuid)
            order by e.id desc limit {ListExperiments.PageSize + 1}
            """).ToListAsync(cancellationToken);
        var page = found.Take(ListExperiments.PageSize).ToList();
        Guid[] ids = [.. page.Select(e => e.Id)];
        var runs = await db.Runs.Where(r => r.ProjectId == caller.ProjectId && ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellationToken);
        return new(
            [.. page.Select(e => new ExperimentSummary(runs[e.Id], e.Dataset, e.Rows, e.Variants))],
            found.Count > ListExperiments.PageSize ? page[^1].Id : null);
    }

    private sealed record Listed(Guid Id, string Dataset, int Rows, string[] Variants);
}
