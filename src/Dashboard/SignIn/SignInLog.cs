using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;

namespace Observability.Dashboard.SignIn;

/// <summary>
/// Puts into the audit log who signed in, and who tried to. It stands in the log of the project the account looks at; what is known of no account stands in
/// that of the oldest project, whose owner set the installation up. A name that no account has is never written down: it may be a password in the wrong field.
/// </summary>
/// <param name="accounts">Finds accounts.</param>
/// <param name="db">The logs of all projects: who signs in has none yet.</param>
/// <param name="requests">The request, for the address it came from.</param>
/// <param name="time">The clock.</param>
internal sealed class SignInLog(AccountsDb accounts, [PastTheWall] ObservabilityDb db, IHttpContextAccessor requests, TimeProvider time)
{
    /// <summary>Who it was when no account is known.</summary>
    public const string Nobody = "nobody";

    private const string Failed = "account.sign_in_failed";

    /// <summary>A password was wrong, or not looked at because too much was guessed.</summary>
    /// <param name="account">Whose name was given; null = nobody's.</param>
    /// <param name="guess">What the guess was.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="UnwrittenException">The log cannot be written.</exception>
    public Task RefusedAsync(Account? account, Guess guess, CancellationToken ct) =>
        WriteAsync(guess == Guess.Last ? "account.locked_out" : Failed, account, new { Address, Locked = guess == Guess.Refused }, ct);

    /// <summary>A code was right, and let somebody in, or wrong.</summary>
    public async Task CodeAsync(Guid id, bool isRight, CancellationToken ct) =>
        await WriteAsync(isRight ? "account.signed_in" : Failed, await FindAsync(id, ct), new { Address, Code = true }, ct);

    /// <summary>Something else was done.</summary>
    public Task WriteAsync(string what, Account account, CancellationToken ct) => WriteAsync(what, account, new { Address }, ct);

    /// <inheritdoc cref="WriteAsync(string, Account, CancellationToken)"/>
    public async Task WriteAsync(string what, Guid id, CancellationToken ct) => await WriteAsync(what, await FindAsync(id, ct), new { Address }, ct);

    private string? Address => requests.HttpContext?.Connection.RemoteIpAddress?.ToString();

    private Task<Account?> FindAsync(Guid id, CancellationToken ct) => accounts.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct);

    private async Task WriteAsync(string what, Account? account, object details, CancellationToken ct)
    {
        var doer = account is null
            ? new Doer(await OldestProjectAsync(ct), Nobody, null)
            : new Doer(account.ProjectId, account.Email ?? Nobody, account.Id);
        await AuditLog.WriteAsync(db, doer, time.GetUtcNow(), [new(what, account?.Id.ToString() ?? "", details)], ct);
    }

    private Task<Guid> OldestProjectAsync(CancellationToken ct) =>
        db.Projects.OrderBy(p => p.CreatedAt).ThenBy(p => p.Id).Select(p => p.Id).FirstAsync(ct);
}
