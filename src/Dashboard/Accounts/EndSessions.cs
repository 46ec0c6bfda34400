using MediatR;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Accounts;

/// <summary>Ends one of the caller's sessions, or all but the one that asks. What they had open shows nothing more within half a minute.</summary>
/// <param name="Id">Which; null = all others.</param>
[Requires(Access.Read)]
public sealed record EndSessions(Guid? Id) : IRequest<bool>;

internal sealed class EndSessionsHandler(AccountSessions sessions, Caller caller) : IRequestHandler<EndSessions, bool>
{
    public async Task<bool> Handle(EndSessions request, CancellationToken cancellationToken)
    {
        if (caller.AccountId is not { } account)
        {
            return false;
        }

        if (request.Id is { } session)
        {
            return await sessions.EndAsync(account, session, cancellationToken);
        }

        await sessions.EndAllAsync(account, caller.SessionId, cancellationToken);
        return true;
    }
}
