using MediatR;

namespace Observability.Dashboard.SignIn;

/// <summary>Sends a page's message as whoever looks at the page.</summary>
internal static class AsCaller
{
    /// <summary>Sends <paramref name="message"/> as the caller behind the circuit.</summary>
    /// <exception cref="UnauthorizedAccessException">The session has ended, or the caller may not send it.</exception>
    public static async Task<T> SendAsync<T>(this Messages messages, CallerSource callers, IRequest<T> message, CancellationToken ct) =>
        await messages.SendAsync(await callers.CurrentAsync(ct), message, ct);
}
