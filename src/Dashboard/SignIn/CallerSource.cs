using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;

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
    private long _checkedAt;

    /// <summary>The caller, to be handed to <see cref="Messages.SendAsync"/>.</summary>
    /// <exception cref="UnauthorizedAccessException">Nobody is signed in, or the session has ended: by its owner, by time, with another password or with the account.</exception>
    public async Task<Caller> CurrentAsync(CancellationToken ct)
    {
        if (_caller is { } known && time.GetElapsedTime(_checkedAt) < Freshness)
        {
            return known;
        }

        var principal = (await state.GetAuthenticationStateAsync()).User;
        _checkedAt = time.GetTimestamp();
        _caller = await accounts.CallerOfAsync(principal, ct);
        return _caller ?? throw new UnauthorizedAccessException(SignInText.SessionEndedSentence);
    }
}

/// <summary>Finds the caller a cookie stands for.</summary>
/// <param name="scopes">Opens a scope per look-up: a circuit must not hold a DbContext.</param>
/// <param name="sessions">Knows which cookies still count.</param>
public sealed class AccountLookup(IServiceScopeFactory scopes, AccountSessions sessions)
{
    /// <summary>The caller, or null when the session has ended or the account is gone.</summary>
    public async Task<Caller?> CallerOfAsync(ClaimsPrincipal principal, CancellationToken ct)
    {
        if (await sessions.UseAsync(principal, ct) is not { } session)
        {
            return null;
        }

        await using var scope = scopes.CreateAsyncScope();
        var account = await scope.ServiceProvider.GetRequiredService<AccountsDb>().Users.AsNoTracking()
            .SingleOrDefaultAsync(a => a.Id == session.AccountId, ct);
        // Who may look at a project may say what they think of it.
        return account is null ? null : new(account.ProjectId, account.Access < Access.Annotate ? Access.Annotate : account.Access, account.Email!)
        {
            AccountId = account.Id,
            SessionId = session.Id,
            SeesBodies = true,
        };
    }
}
