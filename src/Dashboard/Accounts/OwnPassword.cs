using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.SignIn;
using Observability.Domain;

namespace Observability.Dashboard.Accounts;

/// <summary>Asks the caller for the password once more. Failures count as those at sign-in do.</summary>
/// <param name="db">The accounts.</param>
/// <param name="check">Checks passwords.</param>
/// <param name="guesses">Gives the guess back when it was right.</param>
/// <param name="caller">Who is asked.</param>
internal sealed class OwnPassword(AccountsDb db, PasswordCheck check, SignInGuesses guesses, Caller caller)
{
    /// <summary>The caller's account; null when the password is wrong, was guessed at too often, or the caller is a key.</summary>
    public async Task<Account?> CheckAsync(Sensitive<string> password, CancellationToken ct)
    {
        var email = await db.Users.Where(a => a.Id == caller.AccountId).Select(a => a.Email).SingleOrDefaultAsync(ct);
        if (email is null || await check.FindAsync(email, password.Value, ct) is not { Account: { } account })
        {
            return null;
        }

        await guesses.ForgetAsync(email, ct);
        return account;
    }
}
