using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Dashboard.Audit;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Start;
using Observability.Domain;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Projects;

/// <summary>Makes a project with everything that is made by itself; whoever makes it owns it, and looks at it from then on.</summary>
/// <param name="Name">Its name for people, 1 to <see cref="ProjectNames.Longest"/> characters on one line.</param>
[Requires(Access.Owner)]
public sealed record CreateProject(string Name) : IRequest<ProjectAnswer>
{
    /// <summary>Most projects of an installation.</summary>
    public const int Most = 1_000;
}

/// <summary>What came of it.</summary>
/// <param name="Id">The project; null when it was refused.</param>
/// <param name="Refusal">Why, in a sentence; null = nothing was refused.</param>
public sealed record ProjectAnswer(Guid? Id, string? Refusal);

internal sealed class CreateProjectHandler([PastTheWall] ObservabilityDb db, Caller caller, InstallationKey masterKey, TimeProvider time) : IRequestHandler<CreateProject, ProjectAnswer>
{
    public async Task<ProjectAnswer> Handle(CreateProject request, CancellationToken cancellationToken)
    {
        if (caller.AccountId is not { } account)
        {
            throw new UnauthorizedAccessException(ProjectsText.KeysMakeNone);
        }

        var slugs = await db.Projects.Select(p => p.Slug).ToHashSetAsync(cancellationToken);
        if ((ProjectNames.Refuse(request.Name) ?? (slugs.Count >= CreateProject.Most ? string.Format(CultureInfo.CurrentCulture, ProjectsText.TooMany, CreateProject.Most) : null)) is { } refusal)
        {
            return new(null, refusal);
        }

        var now = time.GetUtcNow();
        var project = new Project { Id = Guid.CreateVersion7(now), Slug = ProjectNames.SlugOf(request.Name, slugs), Name = request.Name.Trim(), CreatedAt = now };
        try
        {
            await SaveAsync(project, account, cancellationToken);
            return new(project.Id, null);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new(null, ProjectsText.NameTakenNow);
        }
    }

    private async Task SaveAsync(Project project, Guid account, CancellationToken ct)
    {
        var owner = new Membership { ProjectId = project.Id, AccountId = account, Role = Role.Owner, SeesBodies = true, JoinedAt = project.CreatedAt };
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Add(project);
        await db.SaveChangesAsync(ct);
        db.Add(owner);
        new ReplayKeys(db, masterKey.Value, time).Add(project.Id);
        AuditLog.Add(db, AccountLookup.CallerOf(owner, caller.Name), project.CreatedAt, ("project.created", project.Id), new { project.Name, project.Slug });
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync($"update accounts set current_project_id = {project.Id} where id = {account}", ct);
        await transaction.CommitAsync(ct);
    }
}
