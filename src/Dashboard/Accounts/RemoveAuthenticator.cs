using MediatR;
using Observability.Dashboard.SignIn;
using Observability.Domain;

namespace Observability.Dashboard.Accounts;

/// <summary>Asks for codes no more; the recovery codes go, too.</summary>
/// <param name="Password">The caller's password.</param>
[Requires(Access.Read)]
public sealed record RemoveAuthenticator(Sensitive<string> Password) : IRequest<bool>;

internal sealed class RemoveAuthenticatorHandler(OwnPassword own, Authenticators authenticators) : IRequestHandler<RemoveAuthenticator, bool>
{
    public async Task<bool> Handle(RemoveAuthenticator request, CancellationToken cancellationToken)
    {
        if (await own.CheckAsync(request.Password, cancellationToken) is not { } account)
        {
            return false;
        }

        await authenticators.RemoveAsync(account.Id, cancellationToken);
        return true;
    }
}
