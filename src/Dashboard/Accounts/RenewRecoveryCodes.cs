using MediatR;
using Observability.Dashboard.SignIn;
using Observability.Domain;

namespace Observability.Dashboard.Accounts;

/// <summary>Makes ten new recovery codes; those that are left work no more.</summary>
/// <param name="Password">The caller's password.</param>
[Requires(Access.Read)]
public sealed record RenewRecoveryCodes(Sensitive<string> Password) : IRequest<RecoveryCodes?>;

internal sealed class RenewRecoveryCodesHandler(OwnPassword own, Authenticators authenticators) : IRequestHandler<RenewRecoveryCodes, RecoveryCodes?>
{
    public async Task<RecoveryCodes?> Handle(RenewRecoveryCodes request, CancellationToken cancellationToken) =>
        await own.CheckAsync(request.Password, cancellationToken) is { } account && await authenticators.IsOnAsync(account.Id, cancellationToken)
            ? new(await authenticators.RenewCodesAsync(account.Id, cancellationToken))
            : null;
}
