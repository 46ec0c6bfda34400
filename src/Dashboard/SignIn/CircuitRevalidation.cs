using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;

namespace Observability.Dashboard.SignIn;

/// <summary>Signs an open circuit out soon after its session was ended, even when nobody clicks. Asking does not prolong the session.</summary>
internal sealed class CircuitRevalidation(ILoggerFactory loggers, AccountSessions sessions, IOptions<SessionsOptions> options)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(options.Value.CheckSeconds);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await sessions.FindAsync(authenticationState.User, cancellationToken) is not null;
}
