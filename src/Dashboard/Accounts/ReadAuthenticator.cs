using MediatR;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Accounts;

/// <summary>How it stands with the caller's second factor.</summary>
[Requires(Access.Read)]
public sealed record ReadAuthenticator : IRequest<AuthenticatorState>;

/// <summary>How it stands with a second factor.</summary>
/// <param name="Since">Since when codes are asked for; null = they are not.</param>
/// <param name="CodesLeft">Recovery codes not used yet.</param>
public sealed record AuthenticatorState(DateTimeOffset? Since, int CodesLeft);

internal sealed class ReadAuthenticatorHandler(Authenticators authenticators, Caller caller) : IRequestHandler<ReadAuthenticator, AuthenticatorState>
{
    public async Task<AuthenticatorState> Handle(ReadAuthenticator request, CancellationToken cancellationToken) =>
        caller.AccountId is { } account
            ? new((await authenticators.FindAsync(account, cancellationToken))?.ConfirmedAt, await authenticators.CodesLeftAsync(account, cancellationToken))
            : new(null, 0);
}
