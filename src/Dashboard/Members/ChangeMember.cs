using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Dashboard.SignIn;
using Observability.Domain;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Members;

/// <summary>Makes a member something else, or lets it see bodies or not. It counts within seconds, on pages that are open too.</summary>
/// <param name="Id">The account.</param>
/// <param name="Role">What it is from now on.</param>
/// <param name="SeesBodies">Whether it may read what was asked and answered; owners always may.</param>
[Requires(Access.Admin)]
public sealed record ChangeMember(Guid Id, Role Role, bool SeesBodies) : IRequest<MemberAnswer>;

/// <summary>What came of it.</summary>
/// <param name="Member">As it is now; null when there is no such member, or it was refused.</param>
/// <param name="Refusal">Why, in a sentence; null = nothing was refused.</param>
public sealed record MemberAnswer(MemberSummary? Member, string? Refusal);

internal sealed class ChangeMemberHandler(ObservabilityDb db, AccountsDb accounts, Caller caller, TimeProvider time) : IRequestHandler<ChangeMember, MemberAnswer>
{
    public async Task<MemberAnswer> Handle(ChangeMember request, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await ProjectLock.TakeAsync(db, caller.ProjectId, cancellationToken);
        var member = await db.Memberships.AsTracking()
            .SingleOrDefaultAsync(m => m.ProjectId == caller.ProjectId && m.AccountId == request.Id, cancellationToken);
        if (member is null)
        {
            return new(null, null);
        }

        var sees = request.SeesBodies || request.Role == Role.Owner;
        if (Rights.RefuseTouching(caller, member) is { } untouchable)
        {
            return new(null, untouchable);
        }

        // What somebody has already is not given.
        if (Rights.RefuseGiving(caller, request.Role, sees && !member.SeesBodies) is { } refusal)
        {
            return new(null, refusal);
        }

        if (member.Role == Role.Owner && request.Role != Role.Owner && !await ProjectLock.HasOtherOwnerAsync(db, caller.ProjectId, member.AccountId, cancellationToken))
        {
            return new(null, MembersText.LastOwner);
        }

        var before = new { Role = EnumNames.NameOf(member.Role), member.SeesBodies };
        (member.Role, member.SeesBodies) = (request.Role, sees);
        var summary = await MemberRows.NameAsync(accounts, member, cancellationToken);
        AuditLog.Add(db, caller, time.GetUtcNow(), ("member.changed", member.AccountId), new
        {
            summary.Email,
            Before = before,
            After = new { Role = EnumNames.NameOf(request.Role), SeesBodies = sees },
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(summary, null);
    }
}
