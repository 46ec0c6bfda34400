using Microsoft.AspNetCore.Identity;

namespace Observability.Dashboard.SignIn;

/// <summary>Checks an e-mail and a password. Unknown, wrong and locked give the same answer after the same work.</summary>
/// <param name="signIn">Checks, counts failures, sets the cookie.</param>
/// <param name="users">Finds accounts.</param>
/// <param name="log">Is told of every attempt.</param>
internal sealed class PasswordSignIn(SignInManager<Account> signIn, UserManager<Account> users, SignInLog log)
{
    // A hash of nothing anybody knows: verifying against it takes as long as against a real one.
    private static readonly string Decoy = Passwords.Hasher.HashPassword(new(), Guid.CreateVersion7().ToString());

    /// <summary>Signs in; false when it was refused, for whatever reason.</summary>
    public async Task<bool> TryAsync(string email, string password)
    {
        var account = await users.FindByEmailAsync(email);
        if (account is null || await users.IsLockedOutAsync(account))
        {
            Passwords.Hasher.VerifyHashedPassword(new(), Decoy, password);
            await log.WriteAsync("account.sign_in_failed", account, signIn.Context);
            return false;
        }

        var result = await signIn.PasswordSignInAsync(account, password, isPersistent: true, lockoutOnFailure: true);
        await log.WriteAsync(
            result.Succeeded ? "account.signed_in" : result.IsLockedOut ? "account.locked_out" : "account.sign_in_failed", account, signIn.Context);
        return result.Succeeded;
    }
}
