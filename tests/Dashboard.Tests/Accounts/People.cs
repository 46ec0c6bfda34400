using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Tests.Accounts;

/// <summary>Callers as the browser's cookie makes them, for messages that are about the caller's own account.</summary>
internal static class People
{
    /// <summary>The account of this address.</summary>
    public static async Task<Caller> CallerAsync(DashboardHost host, string email, CancellationToken ct)
    {
        await using var scope = host.App.Services.CreateAsyncScope();
        var id = await scope.ServiceProvider.GetRequiredService<AccountsDb>().Users.Where(a => a.Email == email).Select(a => a.Id).SingleAsync(ct);
        return Of(id, email);
    }

    /// <summary>Somebody nobody knows, who is let send anything.</summary>
    public static Caller Stranger() => Of(Guid.CreateVersion7(), "stranger@example.com");

    private static Caller Of(Guid account, string email) => new(Guid.CreateVersion7(), Access.Admin, email) { AccountId = account };
}
