using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Observability.Dashboard.SignIn;

/// <summary>Signs an open circuit out soon after its account was removed or its password changed, even when nobody clicks.</summary>
internal sealed class CircuitRevalidation(ILoggerFactory loggers, AccountLookup accounts) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(20);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await accounts.FindAsync(authenticationState.User, null, cancellationToken) is not null;
}
