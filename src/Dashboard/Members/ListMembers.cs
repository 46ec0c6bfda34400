using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.SignIn;
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

internal sealed class ListMembersHandler(ObservabilityDb db, AccountsDb accounts, Caller caller) : IRequestHandler<ListMembers, IReadOnlyList<MemberSummary>>
{
    public async Task<IReadOnlyList<MemberSummary>> Handle(ListMembers request, CancellationToken cancellationToken)
    {
        var members = await db.Memberships.Where(m => m.ProjectId == caller.ProjectId).ToListAsync(cancellationToken);
        return await MemberRows.NameAsync(accounts, members, cancellationToken);
    }
}

/// <summary>Members with their addresses. Accounts are of no project, so they are asked apart.</summary>
internal static class MemberRows
{
    /// <summary>The members, by address.</summary>
    public static async Task<IReadOnlyList<MemberSummary>> NameAsync(AccountsDb accounts, IReadOnlyList<Membership> members, CancellationToken ct)
    {
        Guid[] ids = [.. members.Select(m => m.AccountId)];
        var emails = await accounts.Users.Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Email!, ct);
        return
        [
            .. members.Where(m => emails.ContainsKey(m.AccountId))
                .Select(m => new MemberSummary(m.AccountId, emails[m.AccountId], m.Role, m.SeesBodies, m.JoinedAt))
                .OrderBy(m => m.Email, StringComparer.OrdinalIgnoreCase).ThenBy(m => m.Id),
        ];
    }

    /// <summary>One member as it is now.</summary>
    public static async Task<MemberSummary> NameAsync(AccountsDb accounts, Membership member, CancellationToken ct) =>
        new(member.AccountId, await accounts.Users.Where(a => a.Id == member.AccountId).Select(a => a.Email!).SingleAsync(ct), member.Role, member.SeesBodies, member.JoinedAt);
}
