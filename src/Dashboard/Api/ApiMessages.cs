using MediatR;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Api;

/// <summary>Sends messages as whoever makes this request: the key it carries, or, when a page links here for a download, the account in its cookie.</summary>
/// <param name="messages">The way to the handlers.</param>
/// <param name="requests">The request.</param>
/// <param name="accounts">Finds the account of a cookie.</param>
internal sealed class ApiMessages(Messages messages, IHttpContextAccessor requests, AccountLookup accounts)
{
    /// <summary>Sends a message.</summary>
    /// <exception cref="UnauthorizedAccessException">The caller may not send it.</exception>
    public async Task<T> SendAsync<T>(IRequest<T> message, CancellationToken ct) => await messages.SendAsync(await CallerAsync(ct), message, ct);

    /// <summary>Who makes this request.</summary>
    /// <exception cref="UnauthorizedAccessException">The session has ended.</exception>
    public async Task<Caller> CallerAsync(CancellationToken ct)
    {
        var context = requests.HttpContext ?? throw new InvalidOperationException("There is no request to take the caller from.");
        return context.Features.Get<Caller>()
            ?? await accounts.CallerOfAsync(context.User, ct)
            ?? throw new UnauthorizedAccessException("The session has ended.");
    }
}
