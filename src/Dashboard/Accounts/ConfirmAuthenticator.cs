using MediatR;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Accounts;

/// <summary>Proves that an app has the secret made before; from now on codes are asked for at sign-in.</summary>
/// <param name="Code">A code of the app.</param>
[Requires(Access.Read)]
public sealed record ConfirmAuthenticator(string Code) : IRequest<RecoveryCodes?>;

/// <summary>Codes that let in without the app, each once. Shown this once.</summary>
/// <param name="Codes">They.</param>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes);

internal sealed class ConfirmAuthenticatorHandler(Authenticators authenticators, Caller caller) : IRequestHandler<ConfirmAuthenticator, RecoveryCodes?>
{
    public async Task<RecoveryCodes?> Handle(ConfirmAuthenticator request, CancellationToken cancellationToken) =>
        caller.AccountId is { } account && await authenticators.ConfirmAsync(account, request.Code, cancellationToken) is { } codes ? new(codes) : null;
}
