using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Dashboard.SignIn;
using Observability.Domain;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Members;

/// <summary>Where a link of an invitation leads: who opens it is nobody of the project yet, so no message can be sent.</summary>
/// <param name="db">Invitations and memberships.</param>
/// <param name="users">Makes accounts, by the rules there are for passwords.</param>
/// <param name="accounts">Finds who is signed in.</param>
/// <param name="time">The clock.</param>
public sealed class InvitationDesk([PastTheWall] ObservabilityDb db, UserManager<Account> users, AccountLookup accounts, TimeProvider time)
{
    private const int LongestEmail = 254;

    /// <summary>What a link promises; null when it works no more or never did: nothing tells these apart.</summary>
    /// <param name="text">The secret in it.</param>
    /// <param name="visitor">Who opened it.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<OpenedInvitation?> OpenAsync(string? text, ClaimsPrincipal visitor, CancellationToken ct)
    {
        if (await FindAsync(text, ct) is not { } invitation)
        {
            return null;
        }

        var project = await db.Projects.Where(p => p.Id == invitation.ProjectId).Select(p => p.Name).SingleAsync(ct);
        var signedIn = await accounts.FindAsync(visitor, null, ct);
        var isMember = signedIn is not null && await db.Memberships.AnyAsync(m => m.ProjectId == invitation.ProjectId && m.AccountId == signedIn.AccountId, ct);
        return new(project, invitation.Role, invitation.SeesBodies, invitation.CreatedBy, invitation.ExpiresAt, signedIn?.Email, isMember);
    }

    /// <summary>Makes an account a member; it looks at the project from then on.</summary>
    /// <param name="text">The secret in the link.</param>
    /// <param name="account">The account.</param>
    /// <param name="email">Its e-mail address.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<InvitationProblem> JoinAsync(string? text, Guid account, string email, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await FindAsync(text, ct) is not { } known)
        {
            return InvitationProblem.Gone;
        }

        // Of two who use it in the same moment the second waits here, and finds it used.
        await ProjectLock.TakeAsync(db, known.ProjectId, ct);
        if (await FindAsync(text, ct) is not { } invitation)
        {
            return InvitationProblem.Gone;
        }

        if (await db.Memberships.AnyAsync(m => m.ProjectId == invitation.ProjectId && m.AccountId == account, ct))
        {
            return InvitationProblem.Member;
        }

        var now = time.GetUtcNow();
        var membership = new Membership { ProjectId = invitation.ProjectId, AccountId = account, Role = invitation.Role, SeesBodies = invitation.SeesBodies, JoinedAt = now };
        db.Add(membership);
        (invitation.UsedAt, invitation.UsedBy) = (now, email);
        db.Update(invitation);
        AuditLog.Add(db, AccountLookup.CallerOf(membership, email), now, ("member.joined", account), new
        {
            Email = email,
            Role = EnumNames.NameOf(membership.Role),
            membership.SeesBodies,
            Invitation = invitation.Id,
            InvitedBy = invitation.CreatedBy,
        });
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync($"update accounts set current_project_id = {invitation.ProjectId} where id = {account}", ct);
        await transaction.CommitAsync(ct);
        return InvitationProblem.None;
    }

    /// <summary>Makes an account for whoever holds the link, and makes it a member.</summary>
    /// <param name="text">The secret in the link.</param>
    /// <param name="email">The address it shall have.</param>
    /// <param name="password">Its password.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<InvitationProblem> EnlistAsync(string? text, string email, string password, CancellationToken ct)
    {
        if (await FindAsync(text, ct) is null)
        {
            return InvitationProblem.Gone;
        }

        if (email.Length > LongestEmail || email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            return InvitationProblem.Email;
        }

        var account = new Account
        {
            Id = Guid.CreateVersion7(),
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            LockoutEnabled = true,
            CreatedAt = time.GetUtcNow(),
        };
        var made = await users.CreateAsync(account, password);
        if (!made.Succeeded)
        {
            return ProblemOf(made.Errors.First().Code);
        }

        var problem = await JoinAsync(text, account.Id, email, ct);
        if (problem != InvitationProblem.None)
        {
            // Somebody else was quicker with the link: an account that is in no project is of no use to anybody.
            await users.DeleteAsync(account);
        }

        return problem;
    }

    private static InvitationProblem ProblemOf(string code) =>
        code.StartsWith("Duplicate", StringComparison.Ordinal) ? InvitationProblem.Taken
        : code.StartsWith("Password", StringComparison.Ordinal) ? InvitationProblem.Password
        : InvitationProblem.Email;

    private async Task<Invitation?> FindAsync(string? text, CancellationToken ct)
    {
        if (!InvitationText.IsOne(text))
        {
            return null;
        }

        var digest = InvitationText.DigestOf(text!);
        if (await db.Invitations.SingleOrDefaultAsync(i => i.Digest == digest, ct) is not { } invitation || !invitation.WorksAt(time.GetUtcNow()))
        {
            return null;
        }

        // Whoever was taken out of a project, or may do less there now, has no way back by a link of his own making.
        return invitation.CreatedByAccount is not { } maker
            || Rights.CouldGive(await db.Memberships.SingleOrDefaultAsync(m => m.ProjectId == invitation.ProjectId && m.AccountId == maker, ct), invitation)
            ? invitation : null;
    }
}

/// <summary>What a link promises to whoever opened it.</summary>
/// <param name="Project">Name of the project.</param>
/// <param name="Role">What it makes somebody.</param>
/// <param name="SeesBodies">Whether that somebody may read what was asked and answered.</param>
/// <param name="InvitedBy">Who made it.</param>
/// <param name="ExpiresAt">When it stops working.</param>
/// <param name="SignedInAs">E-mail address of who is signed in; null = nobody is.</param>
/// <param name="IsMember">Whether that account is a member already.</param>
public sealed record OpenedInvitation(string Project, Role Role, bool SeesBodies, string InvitedBy, DateTimeOffset ExpiresAt, string? SignedInAs, bool IsMember);

/// <summary>Why somebody did not come in.</summary>
public enum InvitationProblem
{
    /// <summary>Nothing: it worked.</summary>
    None,

    /// <summary>The link works no more, or never did.</summary>
    Gone,

    /// <summary>The account is a member already; the link was not used.</summary>
    Member,

    /// <summary>There is an account of this address: its owner signs in first.</summary>
    Taken,

    /// <summary>The address is none.</summary>
    Email,

    /// <summary>The password is not good enough.</summary>
    Password,
}
