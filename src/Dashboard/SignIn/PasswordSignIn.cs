using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Observability.Dashboard.SignIn;

/// <summary>Lets people in: by password, then, where the account has a second factor, by a code.</summary>
/// <param name="check">Checks passwords.</param>
/// <param name="guesses">Counts what was wrong. A right password alone gives nothing back, or it would open the door to guessing codes.</param>
/// <param name="authenticators">Checks codes.</param>
/// <param name="signIn">Sets the cookie.</param>
/// <param name="db">The accounts.</param>
internal sealed class PasswordSignIn(
    PasswordCheck check, SignInGuesses guesses, Authenticators authenticators, SignInManager<Account> signIn, AccountsDb db)
{
    /// <summary>Signs in by password; when a code is wanted, too, says of whom.</summary>
    public async Task<SignInStep> TryAsync(string email, string password, CancellationToken ct)
    {
        if (await check.FindAsync(email, password, ct) is not { } account)
        {
            return new(SignInResultKind.Refused, null);
        }

        return await authenticators.IsOnAsync(account.Id, ct) ? new(SignInResultKind.CodeWanted, account) : await LetInAsync(account, ct);
    }

    /// <summary>Signs in whoever gave the password before, by a code of the app or a recovery code.</summary>
    public async Task<SignInStep> TryCodeAsync(Guid id, string code, CancellationToken ct)
    {
        var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct);
        return account is not null && await guesses.TakeAsync(account.Email!, ct) != Guess.Refused && await authenticators.TakeAsync(id, code, ct)
            ? await LetInAsync(account, ct)
            : new(SignInResultKind.Refused, null);
    }

    private async Task<SignInStep> LetInAsync(Account account, CancellationToken ct)
    {
        await guesses.ForgetAsync(account.Email!, ct);
        await signIn.SignInAsync(account, isPersistent: true);
        return new(SignInResultKind.SignedIn, account);
    }
}

/// <summary>How an attempt to sign in ended.</summary>
/// <param name="Kind">How.</param>
/// <param name="Account">Whose it was; null when it was refused.</param>
internal sealed record SignInStep(SignInResultKind Kind, Account? Account);

/// <summary>Ways in which an attempt to sign in ends.</summary>
internal enum SignInResultKind
{
    /// <summary>Unknown, wrong or locked: nobody outside is told which.</summary>
    Refused,

    /// <summary>The password was right; a code is wanted, too.</summary>
    CodeWanted,

    /// <summary>The cookie is set.</summary>
    SignedIn,
}
