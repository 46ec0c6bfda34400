using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Projects;

/// <summary>The project the caller works in.</summary>
[Requires(Access.Read)]
public sealed record CurrentProject : IRequest<ProjectSummary>;

/// <summary>What pages say of a project.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="DefaultUpstream">Where <c>/v1/{key}/…</c> goes.</param>
public sealed record ProjectSummary(string Name, string DefaultUpstream);

internal sealed class CurrentProjectHandler(ObservabilityDb db, Caller caller) : IRequestHandler<CurrentProject, ProjectSummary>
{
    public Task<ProjectSummary> Handle(CurrentProject request, CancellationToken cancellationToken) =>
        db.Projects.Where(p => p.Id == caller.ProjectId)
            .Select(p => new ProjectSummary(p.Name, p.DefaultUpstream))
            .SingleAsync(cancellationToken);
}
