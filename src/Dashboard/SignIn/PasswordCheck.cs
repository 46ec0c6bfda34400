using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Observability.Dashboard.SignIn;

/// <summary>Says whether a password is the one of an account. Unknown, wrong and locked are the same answer after the same work.</summary>
/// <param name="db">The accounts.</param>
/// <param name="guesses">Counts what was wrong; the count is given back by whoever is satisfied (<see cref="SignInGuesses.ForgetAsync"/>).</param>
/// <param name="log">Is told of what was wrong.</param>
internal sealed class PasswordCheck(AccountsDb db, SignInGuesses guesses, SignInLog log)
{
    // A hash of nothing anybody knows: verifying against it takes as long as against a real one.
    private static readonly string Decoy = Passwords.Hasher.HashPassword(new(), Guid.CreateVersion7().ToString());

    /// <summary>The account with this address and this password; null when there is none, or too much was guessed.</summary>
    public async Task<Account?> FindAsync(string email, string password, CancellationToken ct)
    {
        var guess = await guesses.TakeAsync(email, ct);
        var name = Emails.Normal(email);
        var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(a => a.NormalizedEmail == name, ct);
        var isOpen = guess != Guess.Refused && account?.PasswordHash is not null;
        var verdict = Passwords.Hasher.VerifyHashedPassword(new(), isOpen ? account!.PasswordHash! : Decoy, password);
        if (isOpen && verdict != PasswordVerificationResult.Failed)
        {
            return account;
        }

        await log.RefusedAsync(account, guess, ct);
        return null;
    }
}
