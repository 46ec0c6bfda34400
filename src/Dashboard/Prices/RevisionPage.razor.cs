using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Revisions;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Audit;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Prices;

/// <summary>One revision: what it would change or has changed, and what can be decided about it.</summary>
public sealed partial class RevisionPage(Messages messages, CallerSource callers, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<Told> _told = Loadable.Loading<Told>();
    private RevisionDecision? _deciding;
    private string? _problem;

    /// <summary>The revision.</summary>
    [Parameter]
    public Guid Id { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _untilLeft = _gone.Token;
        using var timer = new PeriodicTimer(Between, time);
        do
        {
            await ListAsync();
            StateHasChanged();
        }
        while (await timer.WaitForNextTickAsync(_untilLeft));
    }

    private async Task ListAsync() => _told = await Loadable.FromAsync(
        async () => new Told(
            await messages.SendAsync(callers, new OneRevision(Id), _untilLeft),
            await messages.SendAsync(callers, new ListAudit(Id), _untilLeft),
            (await callers.CurrentAsync(_untilLeft)).Access >= Access.Admin),
        _untilLeft);

    private async Task DecideAsync(RevisionDecision decision)
    {
        var decided = await Loadable.FromAsync(() => messages.SendAsync(callers, new DecideRevision(Id, decision), _untilLeft), _untilLeft);
        _problem = decided.Problem ?? decided.Value?.Refusal;
        if (_problem is null)
        {
            Close();
            await ListAsync();
        }
    }

    private void Close() => (_deciding, _problem) = (null, null);

    private static string Question(RevisionDecision decision, Revision revision) => decision switch
    {
        RevisionDecision.Apply => $"Change {Figures.Count(revision.Changed)} requests?",
        RevisionDecision.Discard => "Discard this revision?",
        RevisionDecision.Undo => $"Take back {Figures.Count(revision.Applied)} changes?",
        RevisionDecision.Retry => "Try again?",
    };

    private static string Consequence(RevisionDecision decision) => decision switch
    {
        RevisionDecision.Apply => "Their rows get what the preview shows. A request that has changed since it was worked out is left alone and counted. It can be undone.",
        RevisionDecision.Discard => "What was worked out is deleted; no request is changed. It can be ordered anew.",
        RevisionDecision.Undo => "Their rows get back what they held before, every digit of it. A request that has changed again since is left alone and counted.",
        RevisionDecision.Retry => "It goes on where it stopped, and what was done until then stays; a preview is worked out anew.",
    };

    private sealed record Told(RevisionPreview? Preview, IReadOnlyList<AuditEntry> History, bool Allowed);
}
