using Microsoft.AspNetCore.Identity;

namespace Observability.Dashboard.SignIn;

/// <summary>Holds the passwords of accounts made by invitation to the same rules (<see cref="PasswordRules"/>).</summary>
internal sealed class NewPasswords : IPasswordValidator<Account>
{
    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) =>
        Task.FromResult(PasswordRules.Refuse(password ?? "", user.Email ?? "") is { } fault
            ? IdentityResult.Failed(new IdentityError { Code = $"Password{fault}", Description = fault.ToString() })
            : IdentityResult.Success);
}
