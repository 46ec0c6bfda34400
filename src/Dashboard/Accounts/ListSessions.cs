using MediatR;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Accounts;

/// <summary>Where the caller is signed in, used latest first. A key has no sessions.</summary>
[Requires(Access.Read)]
public sealed record ListSessions : IRequest<IReadOnlyList<SessionSummary>>;

/// <summary>One session of the caller.</summary>
/// <param name="Session">It.</param>
/// <param name="IsThis">Whether it is the one that asks.</param>
public sealed record SessionSummary(AccountSession Session, bool IsThis);

internal sealed class ListSessionsHandler(AccountSessions sessions, Caller caller) : IRequestHandler<ListSessions, IReadOnlyList<SessionSummary>>
{
    public async Task<IReadOnlyList<SessionSummary>> Handle(ListSessions request, CancellationToken cancellationToken) =>
        caller.AccountId is { } account
            ? [.. (await sessions.ListAsync(account, cancellationToken)).Select(s => new SessionSummary(s, s.Id == caller.SessionId))]
            : [];
}
