using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Projects;

/// <summary>The projects the caller belongs to, by name. A key has one, and is no member of it: it is told none.</summary>
[Requires(Access.Read)]
public sealed record MyProjects : IRequest<IReadOnlyList<ProjectOfMine>>;

/// <summary>A project somebody belongs to.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Slug">Short name in JSON.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Role">What the caller is there.</param>
/// <param name="Members">How many belong to it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="IsCurrent">Whether the caller looks at it now.</param>
public sealed record ProjectOfMine(Guid Id, string Slug, string Name, Role Role, int Members, DateTimeOffset CreatedAt, bool IsCurrent);

internal sealed class MyProjectsHandler([PastTheWall] ObservabilityDb db, Caller caller) : IRequestHandler<MyProjects, IReadOnlyList<ProjectOfMine>>
{
    public async Task<IReadOnlyList<ProjectOfMine>> Handle(MyProjects request, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQuery<Row>(
            $"""
            select p.id as "Id", p.slug as "Slug", p.name as "Name", m.role as "Role", p.created_at as "CreatedAt",
                (select count(*) from memberships o where o.project_id = p.id)::int as "Members"
            from memberships m join projects p on p.id = m.project_id
            where m.account_id = {caller.AccountId}::uuid and p.deleted_at is null
            order by lower(p.name), p.id
            """).ToListAsync(cancellationToken);
        return [.. rows.Select(r => new ProjectOfMine(r.Id, r.Slug, r.Name, EnumNames.Parse<Role>(r.Role)!.Value, r.Members, r.CreatedAt, r.Id == caller.ProjectId))];
    }

    private sealed record Row(Guid Id, string Slug, string Name, string Role, DateTimeOffset CreatedAt, int Members);
}
