using Microsoft.AspNetCore.Identity;

namespace Observability.Dashboard.SignIn;

/// <summary>Checks an e-mail and a password. Unknown, wrong and locked give the same answer after the same work.</summary>
/// <param name="signIn">Checks, counts failures, sets the cookie.</param>
/// <param name="users">Finds accounts.</param>
internal sealed class PasswordSignIn(SignInManager<Account> signIn, UserManager<Account> users)
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
            return false;
        }

        var result = await signIn.PasswordSignInAsync(account, password, isPersistent: true, lockoutOnFailure: true);
        return result.Succeeded;
    }
}
