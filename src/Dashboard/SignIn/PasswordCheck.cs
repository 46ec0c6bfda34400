using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Observability.Dashboard.SignIn;

/// <summary>Says whether a password is the one of an account. Unknown, wrong and locked are the same answer after the same work.</summary>
/// <param name="db">The accounts.</param>
/// <param name="guesses">Counts what was wrong; the count is given back by whoever is satisfied (<see cref="SignInGuesses.ForgetAsync"/>).</param>
internal sealed class PasswordCheck(AccountsDb db, SignInGuesses guesses)
{
    // A hash of nothing anybody knows: verifying against it takes as long as against a real one.
    private static readonly string Decoy = Passwords.Hasher.HashPassword(new(), Guid.CreateVersion7().ToString());

    /// <summary>Counts what was wrong, codes included.</summary>
    public SignInGuesses Guesses => guesses;

    /// <summary>Looks for the account with this address and this password.</summary>
    public async Task<CheckedPassword> FindAsync(string email, string password, CancellationToken ct)
    {
        var guess = await guesses.TakeAsync(email, ct);
        var name = Emails.Normal(email);
        var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(a => a.NormalizedEmail == name, ct);
        var isOpen = guess != Guess.Refused && account?.PasswordHash is not null;
        var verdict = Passwords.Hasher.VerifyHashedPassword(new(), isOpen ? account!.PasswordHash! : Decoy, password);
        return new(isOpen && verdict != PasswordVerificationResult.Failed ? account : null, account, guess);
    }
}

/// <summary>What came of a password.</summary>
/// <param name="Account">Whose it is; null when it is nobody's, or too much was guessed.</param>
/// <param name="Named">Who has the address, whatever the password was; null = nobody. For the audit log, never for an answer.</param>
/// <param name="Guess">What became of the guess.</param>
internal sealed record CheckedPassword(Account? Account, Account? Named, Guess Guess);
