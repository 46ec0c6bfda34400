using MediatR;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Exchanges;

/// <summary>What the parts of a panel ask as the reader opens them: a page gives it down, so that only what is looked at is ever loaded.</summary>
/// <param name="messages">The way to the data.</param>
/// <param name="caller">Who asks.</param>
/// <param name="gone">The page is no longer there.</param>
public sealed class PanelQuestions(Messages messages, Func<CancellationToken, Task<Caller>> caller, CancellationToken gone)
{
    /// <summary>The answer, or why there is none: null means that what was asked for is gone.</summary>
    public Task<Loadable<T>> AskAsync<T>(IRequest<T?> message)
        where T : class => AskAsync(message, gone);

    private async Task<Loadable<T>> AskAsync<T>(IRequest<T?> message, CancellationToken ct)
        where T : class
    {
        var answer = await Loadable.FromAsync(async () => new Answer<T>(await messages.SendAsync(await caller(ct), message, ct)), ct);
        return answer.Value is { } found ? new(found.Value, found.Value is null ? RequestsText.Gone : null) : new(null, answer.Problem);
    }

    private sealed record Answer<T>(T? Value)
        where T : class;
}
