using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Observability.Dashboard.SignIn;

/// <summary>Lets people in: by password, then, where the account has a second factor, by a code.</summary>
/// <param name="check">Checks passwords and counts what was wrong. A right password alone gives nothing back, or it would open the door to guessing codes.</param>
/// <param name="authenticators">Checks codes.</param>
/// <param name="signIn">Sets the cookie.</param>
/// <param name="db">The accounts.</param>
/// <param name="log">Is told of every attempt that is over.</param>
internal sealed class PasswordSignIn(PasswordCheck check, Authenticators authenticators, SignInManager<Account> signIn, AccountsDb db, SignInLog log)
{
    /// <summary>Signs in by password; when a code is wanted, too, says of whom.</summary>
    public async Task<SignInStep> TryAsync(string email, string password, CancellationToken ct)
    {
        var found = await check.FindAsync(email, password, ct);
        if (found.Account is not { } account)
        {
            return await RefuseAsync(found.Named, found.Guess);
        }

        return await authenticators.IsOnAsync(account.Id, ct) ? new(SignInResultKind.CodeWanted, account) : await LetInAsync(account, ct);
    }

    /// <summary>Signs in whoever gave the password before, by a code of the app or a recovery code.</summary>
    public async Task<SignInStep> TryCodeAsync(Guid id, string code, CancellationToken ct)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } account)
        {
            return await RefuseAsync(null, Guess.Refused);
        }

        var guess = await check.Guesses.TakeAsync(account.Email!, ct);
        return guess != Guess.Refused && await authenticators.TakeAsync(id, code, ct) ? await LetInAsync(account, ct) : await RefuseAsync(account, guess);
    }

    private async Task<SignInStep> LetInAsync(Account account, CancellationToken ct)
    {
        await log.WriteAsync("account.signed_in", account, signIn.Context);
        await check.Guesses.ForgetAsync(account.Email!, ct);
        await signIn.SignInAsync(account, isPersistent: true);
        return new(SignInResultKind.SignedIn, account);
    }

    private async Task<SignInStep> RefuseAsync(Account? account, Guess guess)
    {
        await log.WriteAsync(guess == Guess.Last ? "account.locked_out" : "account.sign_in_failed", account, signIn.Context);
        return new(SignInResultKind.Refused, null);
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
