using System.Globalization;
using System.Reflection;
using MediatR;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Bodies;
using Observability.Dashboard.Operations;
using Observability.Dashboard.SignIn;
using Observability.Domain;

namespace Observability.Dashboard;

/// <summary>The one way from a page or an endpoint to the data: opens a scope per message, checks the caller, runs the handler, closes the scope.</summary>
/// <remarks>A circuit lives for hours; a DbContext must not. That is why the mediator is here (docs/decisions/0006).</remarks>
/// <param name="scopes">Opens the scopes.</param>
/// <param name="work">Counts the messages and what they took.</param>
public sealed class Messages(IServiceScopeFactory scopes, WorkMeter work)
{
    /// <summary>Sends a message as <paramref name="caller"/>.</summary>
    /// <exception cref="UnauthorizedAccessException">The caller may not send it; <see cref="BodiesWithheldException"/> where it may not read what the message tells.</exception>
    public Task<T> SendAsync<T>(Caller caller, IRequest<T> message, CancellationToken ct) =>
        work.MessageAsync(message.GetType().Name, token => AnswerAsync(caller, message, token), ct);

    private async Task<T> AnswerAsync<T>(Caller caller, IRequest<T> message, CancellationToken ct)
    {
        var required = message.GetType().GetCustomAttribute<RequiresAttribute>()
            ?? throw new InvalidOperationException($"{message.GetType().Name} does not say what it requires.");
        if (caller.Access < required.Access)
        {
            throw new UnauthorizedAccessException(string.Format(
                CultureInfo.CurrentCulture, SignInText.NeedsAccess, message.GetType().Name, required.Access, caller.Name, caller.Access));
        }

        if (!caller.SeesBodies && (required.Bodies || TextFilters.AreIn(message)))
        {
            throw new BodiesWithheldException(required.Bodies ? WithheldText.Withheld : WithheldText.FilterWithheld);
        }

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerScope>().Caller = caller;
        scope.ServiceProvider.GetRequiredService<ObservabilityDb>().WithholdsTexts = !caller.SeesBodies;
        var answer = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, ct);
        // First the log, then the answer: nobody reads unseen what somebody else has said.
        await scope.ServiceProvider.GetRequiredService<ViewLog>().NoteAsync(caller, message, answer, ct);
        return answer;
    }
}

/// <summary>Carries the caller of the message into its scope, where handlers take <see cref="Dashboard.Caller"/> in their constructor.</summary>
internal sealed class CallerScope
{
    public Caller? Caller { get; set; }
}
