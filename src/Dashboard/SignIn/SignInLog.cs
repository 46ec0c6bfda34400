using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;

namespace Observability.Dashboard.SignIn;

/// <summary>
/// Puts into the audit log who signed in, and who tried to. It stands in the log of the project the account looks at; what is known of no account stands in
/// that of the oldest project, whose owner set the installation up. A name that no account has is never written down: it may be a password in the wrong field.
/// </summary>
/// <param name="db">The logs of all projects: who signs in has none yet.</param>
/// <param name="time">The clock.</param>
internal sealed class SignInLog([PastTheWall] ObservabilityDb db, TimeProvider time)
{
    /// <summary>Who it was when no account is known.</summary>
    public const string Nobody = "nobody";

    /// <summary>Writes it down.</summary>
    /// <param name="what">What happened: <c>account.signed_in</c>, <c>account.sign_in_failed</c>, …</param>
    /// <param name="account">Whose account; null = none has the name that was given.</param>
    /// <param name="context">The request, for the address it came from.</param>
    /// <exception cref="UnwrittenException">The log cannot be written.</exception>
    public async Task WriteAsync(string what, Account? account, HttpContext context)
    {
        var project = account?.CurrentProjectId ?? await OldestProjectAsync(context.RequestAborted);
        await WriteAsync(what, new Doer(project, account?.Email ?? Nobody, account?.Id), context);
    }

    /// <summary>The same of somebody who is signed in.</summary>
    /// <exception cref="UnwrittenException">The log cannot be written.</exception>
    public Task WriteAsync(string what, Caller caller, HttpContext context) => WriteAsync(what, Doer.Of(caller), context);

    private Task WriteAsync(string what, Doer doer, HttpContext context) => AuditLog.WriteAsync(
        db, doer, time.GetUtcNow(), [new(what, doer.AccountId?.ToString() ?? "", new { Address = ClientAddress.Of(context) })], context.RequestAborted);

    private Task<Guid> OldestProjectAsync(CancellationToken ct) =>
        db.Projects.Where(p => p.DeletedAt == null).OrderBy(p => p.CreatedAt).ThenBy(p => p.Id).Select(p => p.Id).FirstAsync(ct);
}
