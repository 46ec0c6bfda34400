using MediatR;
using Observability.Dashboard.SignIn;
using Observability.Domain;

namespace Observability.Dashboard.Accounts;

/// <summary>Makes a secret for an app that makes one-time codes. Nothing is asked for until a code has confirmed it (<see cref="ConfirmAuthenticator"/>).</summary>
/// <param name="Password">The caller's password: an unattended page is no proof.</param>
[Requires(Access.Read)]
public sealed record StartAuthenticator(Sensitive<string> Password) : IRequest<AuthenticatorSecret?>;

/// <summary>A secret, to be shown until it is confirmed.</summary>
/// <param name="Spelled">As one types it.</param>
/// <param name="Address">As an app reads it from a picture.</param>
public sealed record AuthenticatorSecret(Sensitive<string> Spelled, Sensitive<string> Address);

internal sealed class StartAuthenticatorHandler(OwnPassword own, Authenticators authenticators) : IRequestHandler<StartAuthenticator, AuthenticatorSecret?>
{
    public async Task<AuthenticatorSecret?> Handle(StartAuthenticator request, CancellationToken cancellationToken)
    {
        if (await own.CheckAsync(request.Password, cancellationToken) is not { } account
            || !await authenticators.StartAsync(account.Id, cancellationToken)
            || await authenticators.FindAsync(account.Id, cancellationToken) is not { } started)
        {
            return null;
        }

        var secret = authenticators.SecretOf(started);
        return new(new(Totp.Spelled(secret)), new(Totp.Address(account.Email!, secret)));
    }
}
