using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;

namespace Observability.Dashboard.Projects;

/// <summary>Gives the caller's project another name. Its short name stays: programs know it by that.</summary>
/// <param name="Name">Its name from now on.</param>
[Requires(Access.Owner)]
public sealed record RenameProject(string Name) : IRequest<ProjectAnswer>;

internal sealed class RenameProjectHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<RenameProject, ProjectAnswer>
{
    public async Task<ProjectAnswer> Handle(RenameProject request, CancellationToken cancellationToken)
    {
        if (ProjectNames.Refuse(request.Name) is { } refusal)
        {
            return new(null, refusal);
        }

        var project = await db.Projects.AsTracking().SingleAsync(p => p.Id == caller.ProjectId, cancellationToken);
        var before = project.Name;
        project.Name = request.Name.Trim();
        if (project.Name != before)
        {
            AuditLog.Add(db, caller, time.GetUtcNow(), ("project.renamed", project.Id), new { Before = before, After = project.Name });
            await db.SaveChangesAsync(cancellationToken);
        }

        return new(project.Id, null);
    }
}
