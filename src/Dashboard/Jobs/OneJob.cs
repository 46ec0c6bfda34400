using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Jobs;

namespace Observability.Dashboard.Jobs;

/// <summary>One job and a page of its runs, newest first; null when there is no such job.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">The run after which the page begins; null, or one that is gone = the newest.</param>
[Requires(Access.Read)]
public sealed record OneJob(string Name, Guid? Before) : IRequest<JobHistory?>
{
    /// <summary>Runs of a page.</summary>
    public const int PageRuns = 50;
}

/// <summary>A job and some of its runs.</summary>
/// <param name="Job">The job.</param>
/// <param name="Runs">The runs, newest first.</param>
/// <param name="Next">The last of them when there are older ones; else null.</param>
public sealed record JobHistory(JobStatus Job, IReadOnlyList<JobRun> Runs, Guid? Next);

internal sealed class OneJobHandler(ObservabilityDb db, TimeProvider time) : IRequestHandler<OneJob, JobHistory?>
{
    public async Task<JobHistory?> Handle(OneJob request, CancellationToken cancellationToken)
    {
        if (Schedule.Jobs.All(j => j.Name != request.Name))
        {
            return null;
        }

        var runs = db.JobRuns.Where(r => r.Job == request.Name);
        if (await db.JobRuns.SingleOrDefaultAsync(r => r.Id == request.Before && r.Job == request.Name, cancellationToken) is { } before)
        {
            runs = runs.Where(r => EF.Functions.LessThan(ValueTuple.Create(r.StartedAt, r.Id), ValueTuple.Create(before.StartedAt, before.Id)));
        }

        var page = await runs.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).Take(OneJob.PageRuns + 1).ToListAsync(cancellationToken);
        var status = await JobStatus.OfAsync(db, [request.Name], time.GetUtcNow(), cancellationToken);
        return new(status[0], [.. page.Take(OneJob.PageRuns)], page.Count > OneJob.PageRuns ? page[OneJob.PageRuns - 1].Id : null);
    }
}
