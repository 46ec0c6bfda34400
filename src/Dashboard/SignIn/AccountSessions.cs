using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Observability.Dashboard.SignIn;

/// <summary>The sessions that are open: begun at a sign-in, looked up with every request, ended by their owner, by time or with the account.</summary>
/// <remarks>Nothing is remembered between two questions: what has ended is refused at once, by every dashboard.</remarks>
/// <param name="scopes">Opens a scope per question: a circuit must not hold a DbContext.</param>
/// <param name="options">How long they last.</param>
/// <param name="identity">Names of the claims.</param>
/// <param name="time">The clock.</param>
public sealed class AccountSessions(
    IServiceScopeFactory scopes, IOptions<SessionsOptions> options, IOptions<IdentityOptions> identity, TimeProvider time)
{
    /// <summary>The claim that names the session.</summary>
    public const string Claim = "sid";

    /// <summary>Longest name of a device, characters.</summary>
    public const int LongestDevice = 256;

    /// <summary>Sessions of one account; at the next sign-in the one unused for longest ends.</summary>
    public const int Most = 50;

    /// <summary>How far behind <see cref="AccountSession.SeenAt"/> may be: not every click is a write.</summary>
    public static readonly TimeSpan SeenAnew = TimeSpan.FromMinutes(1);

    /// <summary>The session that <paramref name="principal"/>'s cookie names; null when the cookie names none.</summary>
    public static Guid? IdOf(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(Claim), CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Begins one; its id.</summary>
    public async Task<Guid> BeginAsync(Guid account, HttpRequest from, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDb>();
        var now = time.GetUtcNow();
        var kept = await db.Sessions.Where(s => s.AccountId == account).OrderByDescending(s => s.SeenAt).Select(s => s.Id).Take(Most - 1).ToListAsync(ct);
        await db.Sessions.Where(s => s.AccountId == account && !kept.Contains(s.Id)).ExecuteDeleteAsync(ct);
        var session = new AccountSession
        {
            Id = Guid.CreateVersion7(now),
            AccountId = account,
            CreatedAt = now,
            SeenAt = now,
            EndsAt = now + options.Value.Longest,
            Address = ClientAddress.Of(from.HttpContext),
            Device = DeviceOf(from.Headers.UserAgent.ToString()),
        };
        db.Add(session);
        await db.SaveChangesAsync(ct);
        return session.Id;
    }

    /// <summary>The session a cookie stands for, when it is still open; null when it is not. Asking does not prolong it.</summary>
    public Task<AccountSession?> FindAsync(ClaimsPrincipal principal, CancellationToken ct) => FindAsync(principal, isUse: false, ct);

    /// <summary>The same, for somebody who does something: the session has been used now.</summary>
    public Task<AccountSession?> UseAsync(ClaimsPrincipal principal, CancellationToken ct) => FindAsync(principal, isUse: true, ct);

    /// <summary>The account's open sessions, used latest first.</summary>
    public async Task<IReadOnlyList<AccountSession>> ListAsync(Guid account, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await Open(scope.ServiceProvider.GetRequiredService<AccountsDb>()).Where(s => s.AccountId == account)
            .OrderByDescending(s => s.SeenAt).ThenBy(s => s.Id).ToListAsync(ct);
    }

    /// <summary>Ends one session of the account; false when it has no such one.</summary>
    public Task<bool> EndAsync(Guid account, Guid session, CancellationToken ct) => EndAsync(s => s.AccountId == account && s.Id == session, ct);

    /// <summary>Ends all sessions of the account.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="butOne">Save this one; null = really all.</param>
    /// <param name="ct">Stops it.</param>
    public Task EndAllAsync(Guid account, Guid? butOne, CancellationToken ct) => EndAsync(s => s.AccountId == account && s.Id != butOne, ct);

    private async Task<bool> EndAsync(System.Linq.Expressions.Expression<Func<AccountSession, bool>> which, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountsDb>().Sessions.Where(which).ExecuteDeleteAsync(ct) > 0;
    }

    private async Task<AccountSession?> FindAsync(ClaimsPrincipal principal, bool isUse, CancellationToken ct)
    {
        var claims = identity.Value.ClaimsIdentity;
        if (IdOf(principal) is not { } id || !Guid.TryParse(principal.FindFirstValue(claims.UserIdClaimType), CultureInfo.InvariantCulture, out var account))
        {
            return null;
        }

        var stamp = principal.FindFirstValue(claims.SecurityStampClaimType);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDb>();
        var found = await Open(db)
            .Where(s => s.Id == id && s.AccountId == account && db.Users.Any(a => a.Id == account && a.SecurityStamp == stamp))
            .SingleOrDefaultAsync(ct);
        var now = time.GetUtcNow();
        if (isUse && found is not null && now - found.SeenAt >= SeenAnew)
        {
            await db.Sessions.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.SeenAt, now), ct);
        }

        return found;
    }

    private IQueryable<AccountSession> Open(AccountsDb db)
    {
        var now = time.GetUtcNow();
        var unusedSince = now - options.Value.Idle;
        return db.Sessions.AsNoTracking().Where(s => s.EndsAt > now && s.SeenAt > unusedSince);
    }

    // PostgreSQL keeps no NUL, and half a character is none.
    private static string DeviceOf(string userAgent) =>
        new([.. userAgent.Take(LongestDevice).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]);
}
