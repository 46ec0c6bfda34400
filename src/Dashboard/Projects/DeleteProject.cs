using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Members;
using Observability.Domain;

namespace Observability.Dashboard.Projects;

/// <summary>Deletes the caller's project for good. It opens nothing from this moment; a job takes its rows away.</summary>
/// <param name="Name">Its name, written by hand, so that nobody deletes another than he means.</param>
[Requires(Access.Owner)]
public sealed record DeleteProject(string Name) : IRequest<ProjectAnswer>;

internal sealed class DeleteProjectHandler([PastTheWall] ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<DeleteProject, ProjectAnswer>
{
    // Two who delete the last two projects in the same moment must not both find the other's still there.
    private const long LockId = 727103;

    public async Task<ProjectAnswer> Handle(DeleteProject request, CancellationToken cancellationToken)
    {
        var (id, now) = (caller.ProjectId, time.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({LockId})", cancellationToken);
        await ProjectLock.TakeAsync(db, id, cancellationToken);
        var project = await db.Projects.AsTracking().SingleAsync(p => p.Id == id, cancellationToken);
        if (project.Name != request.Name.Trim())
        {
            return new(null, string.Format(CultureInfo.CurrentCulture, ProjectsText.NameDiffers, project.Name));
        }

        if (!await db.Projects.AnyAsync(p => p.Id != id && p.DeletedAt == null, cancellationToken))
        {
            return new(null, ProjectsText.LastProject);
        }

        AuditLog.Add(db, caller, now, ("project.deleted", id), new { project.Name, project.Slug });
        // Its short name is free for another.
        (project.DeletedAt, project.Slug) = (now, $"deleted-{id:N}");
        await db.SaveChangesAsync(cancellationToken);
        await db.Keys.Where(k => k.ProjectId == id && k.RevokedAt == null).ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, now), cancellationToken);
        await db.Invitations.Where(i => i.ProjectId == id).ExecuteDeleteAsync(cancellationToken);
        await db.Memberships.Where(m => m.ProjectId == id).ExecuteDeleteAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"update accounts set current_project_id = null where current_project_id = {id}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(id, null);
    }
}
