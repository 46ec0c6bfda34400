using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Observability.Dashboard.SignIn;

/// <summary>Gives an account another password. Every session ends by it, stolen copies of this one included; whoever changed it gets a new one.</summary>
/// <param name="check">Checks the password until now; failures count as at sign-in.</param>
/// <param name="guesses">Gives them back.</param>
/// <param name="sessions">Ends the sessions.</param>
/// <param name="signIn">Begins the new one.</param>
/// <param name="db">The accounts.</param>
internal sealed class PasswordChange(
    PasswordCheck check, SignInGuesses guesses, AccountSessions sessions, SignInManager<Account> signIn, AccountsDb db)
{
    /// <summary>Changes it; what was wrong, or null.</summary>
    public async Task<PasswordFault?> TryAsync(Guid id, string current, string next, CancellationToken ct)
    {
        var email = await db.Users.Where(a => a.Id == id).Select(a => a.Email).SingleOrDefaultAsync(ct);
        if (email is null || await check.FindAsync(email, current, ct) is not { Account: { } account })
        {
            return PasswordFault.NotYours;
        }

        await guesses.ForgetAsync(email, ct);
        if (PasswordRules.Refuse(next, email) is { } fault)
        {
            return fault;
        }

        var hash = Passwords.Hasher.HashPassword(account, next);
        var stamp = RandomNumberGenerator.GetHexString(32);
        await db.Users.Where(a => a.Id == id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.PasswordHash, hash).SetProperty(x => x.SecurityStamp, stamp), ct);
        await sessions.EndAllAsync(id, null, ct);
        account.SecurityStamp = stamp;
        await signIn.SignInAsync(account, isPersistent: true);
        return null;
    }
}
