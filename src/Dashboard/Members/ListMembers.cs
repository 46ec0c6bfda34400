using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Members;

/// <summary>Who belongs to the project, by e-mail address.</summary>
[Requires(Access.Read)]
public sealed record ListMembers : IRequest<IReadOnlyList<MemberSummary>>;

/// <summary>A member.</summary>
/// <param name="Id">The account.</param>
/// <param name="Email">Its e-mail address.</param>
/// <param name="Role">What it is in the project.</param>
/// <param name="SeesBodies">Whether it may read what was asked and answered.</param>
/// <param name="JoinedAt">Since when.</param>
public sealed record MemberSummary(Guid Id, string Email, Role Role, bool SeesBodies, DateTimeOffset JoinedAt);

internal sealed class ListMembersHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListMembers, IReadOnlyList<MemberSummary>>
{
    public async Task<IReadOnlyList<MemberSummary>> Handle(ListMembers request, CancellationToken cancellationToken) =>
        await MemberRows.ReadAsync(db, caller.ProjectId, null, cancellationToken);
}

/// <summary>Reads members with their addresses.</summary>
internal static class MemberRows
{
    /// <summary>The members of a project, or one of them.</summary>
    /// <param name="db">The database.</param>
    /// <param name="project">The project.</param>
    /// <param name="account">This one alone; null = all.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<IReadOnlyList<MemberSummary>> ReadAsync(ObservabilityDb db, Guid project, Guid? account, CancellationToken ct)
    {
        var rows = await db.Database.SqlQuery<Row>(
            $"""
            select m.account_id as "Id", a.email as "Email", m.role as "Role", m.sees_bodies as "SeesBodies", m.joined_at as "JoinedAt"
            from memberships m join accounts a on a.id = m.account_id
            where m.project_id = {project} and ({account}::uuid is null or m.account_id = {account}::uuid)
            order by lower(a.email), a.id
            """).ToListAsync(ct);
        return [.. rows.Select(r => new MemberSummary(r.Id, r.Email, EnumNames.Parse<Role>(r.Role)!.Value, r.SeesBodies, r.JoinedAt))];
    }

    private sealed record Row(Guid Id, string Email, string Role, bool SeesBodies, DateTimeOffset JoinedAt);
}
