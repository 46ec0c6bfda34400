using MediatR;
using Observability.Domain;

namespace Observability.Dashboard.Jobs;

/// <summary>All jobs. Shared by all projects: they hold numbers only.</summary>
[Requires(Access.Read)]
public sealed record ListJobs : IRequest<IReadOnlyList<JobStatus>>;

internal sealed class ListJobsHandler(ObservabilityDb db, TimeProvider time) : IRequestHandler<ListJobs, IReadOnlyList<JobStatus>>
{
    public Task<IReadOnlyList<JobStatus>> Handle(ListJobs request, CancellationToken cancellationToken) =>
        JobStatus.OfAsync(db, [.. Schedule.Jobs.Select(j => j.Name)], time.GetUtcNow(), cancellationToken);
}
