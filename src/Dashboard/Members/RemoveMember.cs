using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Dashboard.SignIn;
using Observability.Domain;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Members;

/// <summary>Takes a member out of the project. The account stays, and so does what it made.</summary>
/// <param name="Id">The account.</param>
[Requires(Access.Admin)]
public sealed record RemoveMember(Guid Id) : IRequest<MemberAnswer>;

/// <summary>Takes the caller out of the project.</summary>
[Requires(Access.Read)]
public sealed record LeaveProject : IRequest<MemberAnswer>;

internal sealed class RemoveMemberHandler(ObservabilityDb db, AccountsDb accounts, Caller caller, TimeProvider time) : IRequestHandler<RemoveMember, MemberAnswer>
{
    public Task<MemberAnswer> Handle(RemoveMember request, CancellationToken cancellationToken) =>
        new MemberRemoval(db, accounts, caller).DoAsync(request.Id, time.GetUtcNow(), cancellationToken);
}

internal sealed class LeaveProjectHandler(ObservabilityDb db, AccountsDb accounts, Caller caller, TimeProvider time) : IRequestHandler<LeaveProject, MemberAnswer>
{
    public async Task<MemberAnswer> Handle(LeaveProject request, CancellationToken cancellationToken) => caller.AccountId is { } me
        ? await new MemberRemoval(db, accounts, caller).DoAsync(me, time.GetUtcNow(), cancellationToken)
        : new(null, MembersText.KeysAreNoMembers);
}

/// <summary>How a membership ends, whoever ends it.</summary>
internal sealed class MemberRemoval(ObservabilityDb db, AccountsDb accounts, Caller caller)
{
    /// <summary>Ends it; the answer holds whom it concerned.</summary>
    public async Task<MemberAnswer> DoAsync(Guid account, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await ProjectLock.TakeAsync(db, caller.ProjectId, ct);
        var member = await db.Memberships.AsTracking().SingleOrDefaultAsync(m => m.ProjectId == caller.ProjectId && m.AccountId == account, ct);
        if (member is null)
        {
            return new(null, null);
        }

        if (Rights.RefuseTouching(caller, member) is { } refusal)
        {
            return new(null, refusal);
        }

        if (member.Role == Role.Owner && !await ProjectLock.HasOtherOwnerAsync(db, caller.ProjectId, account, ct))
        {
            return new(null, MembersText.LastOwner);
        }

        var summary = await MemberRows.NameAsync(accounts, member, ct);
        db.Remove(member);
        AuditLog.Add(db, caller, now, (account == caller.AccountId ? "member.left" : "member.removed", account), new { summary.Email, Role = EnumNames.NameOf(summary.Role) });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new(summary, null);
    }
}
