using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Members;
using Observability.Domain;
using Observability.Domain.Projects;

namespace Observability.Dashboard.SignIn;

/// <summary>Gives components the caller behind their circuit, as the database knows the account now, not as it was when the circuit began.</summary>
/// <remarks>Scoped: one per circuit or request. What it found is good for <see cref="Freshness"/>, so a removed or demoted account acts on old rights no longer than that.</remarks>
/// <param name="state">Who signed in.</param>
/// <param name="accounts">Looks the account up.</param>
/// <param name="time">The clock.</param>
public sealed class CallerSource(AuthenticationStateProvider state, AccountLookup accounts, TimeProvider time)
{
    /// <summary>How long an answer of the database is believed.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private Caller? _caller;
    private Guid? _project;
    private long _checkedAt;

    /// <summary>The caller, to be handed to <see cref="Messages.SendAsync"/>.</summary>
    /// <exception cref="UnauthorizedAccessException">Nobody is signed in, the session has ended (by its owner, by time, with another password or with the account), or the account is no member any more.</exception>
    public async Task<Caller> CurrentAsync(CancellationToken ct)
    {
        if (_caller is { } known && time.GetElapsedTime(_checkedAt) < Freshness)
        {
            return known;
        }

        var principal = (await state.GetAuthenticationStateAsync()).User;
        var found = await accounts.FindAsync(principal, _project, ct);
        (_caller, _checkedAt) = (found?.Caller, time.GetTimestamp());
        // A page stays in its project, whatever project the same account looks at elsewhere: its numbers must not change under their heading.
        _project ??= _caller?.ProjectId;
        return _caller ?? throw new UnauthorizedAccessException(
            found is null ? SignInText.SessionEndedSentence : _project is null ? MembersText.InNoProject : MembersText.NoMemberAnyMore);
    }
}

/// <summary>Finds the caller a cookie stands for.</summary>
/// <param name="scopes">Opens a scope per look-up: a circuit must not hold a DbContext.</param>
/// <param name="sessions">Knows which cookies still count.</param>
public sealed class AccountLookup(IServiceScopeFactory scopes, AccountSessions sessions)
{
    /// <summary>The caller, or null when the account is gone, is in no project, or the session has ended.</summary>
    public async Task<Caller?> CallerOfAsync(ClaimsPrincipal principal, CancellationToken ct) => (await FindAsync(principal, null, ct))?.Caller;

    /// <summary>Who a cookie stands for, and as whom it acts; null when the session has ended or the account is gone.</summary>
    /// <param name="principal">What is in the cookie.</param>
    /// <param name="project">The project it is asked for; null = the one the account looks at, or else the one it has been in longest.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<SignedIn?> FindAsync(ClaimsPrincipal principal, Guid? project, CancellationToken ct)
    {
        if (await sessions.UseAsync(principal, ct) is not { } session)
        {
            return null;
        }

        await using var scope = scopes.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<AccountsDb>().Database.SqlQuery<Row>(
            $"""
            select a.id as "Id", a.email as "Email", m.project_id as "ProjectId", m.role as "Role", coalesce(m.sees_bodies, false) as "SeesBodies"
            from accounts a left join memberships m on m.account_id = a.id and ({project}::uuid is null or m.project_id = {project}::uuid)
            where a.id = {session.AccountId}
            order by m.project_id = a.current_project_id desc nulls last, m.joined_at, m.project_id limit 1
            """).ToListAsync(ct);
        return found is not [var row] ? null : new(row.Id, row.Email, row.ProjectId is not { } at ? null : CallerOf(
            new() { ProjectId = at, AccountId = row.Id, Role = EnumNames.Parse<Role>(row.Role!)!.Value, SeesBodies = row.SeesBodies }, row.Email) with
        { SessionId = session.Id });
    }

    /// <summary>As whom a member acts.</summary>
    internal static Caller CallerOf(Membership membership, string email) =>
        new(membership.ProjectId, Rights.AccessOf(membership.Role), email) { AccountId = membership.AccountId, SeesBodies = membership.SeesBodies };

    private sealed record Row(Guid Id, string Email, Guid? ProjectId, string? Role, bool SeesBodies);
}

/// <summary>Somebody who is signed in.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Email">Its e-mail address.</param>
/// <param name="Caller">As whom it acts; null = it is no member, of any project or of the one that was asked for.</param>
public sealed record SignedIn(Guid AccountId, string Email, Caller? Caller);
