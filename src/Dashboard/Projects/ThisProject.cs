using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Projects;

/// <summary>The caller's project.</summary>
[Requires(Access.Read)]
public sealed record ThisProject : IRequest<ProjectSummary>;

/// <summary>What may be shown of a project.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Slug">Short name in URLs and JSON.</param>
/// <param name="Name">Name for people.</param>
/// <param name="DefaultUpstream">Name of the upstream that <c>/v1/{key}/…</c> goes to.</param>
public sealed record ProjectSummary(Guid Id, string Slug, string Name, string DefaultUpstream);

internal sealed class ThisProjectHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ThisProject, ProjectSummary>
{
    public Task<ProjectSummary> Handle(ThisProject request, CancellationToken cancellationToken) =>
        db.Projects.Where(p => p.Id == caller.ProjectId)
            .Select(p => new ProjectSummary(p.Id, p.Slug, p.Name, p.DefaultUpstream))
            .SingleAsync(cancellationToken);
}
