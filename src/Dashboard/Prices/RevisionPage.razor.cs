using System.Globalization;
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
        RevisionDecision.Apply => Of(RevisionsText.AskApplyOne, RevisionsText.AskApply, revision.Changed),
        RevisionDecision.Discard => RevisionsText.AskDiscard,
        RevisionDecision.Undo => Of(RevisionsText.AskUndoOne, RevisionsText.AskUndo, revision.Applied),
        RevisionDecision.Retry => RevisionsText.AskRetry,
    };

    private static string Of(string one, string many, long count) =>
        count == 1 ? one : string.Format(CultureInfo.CurrentCulture, many, Figures.Count(count));

    private static string Consequence(RevisionDecision decision) => decision switch
    {
        RevisionDecision.Apply => RevisionsText.ApplyConsequence,
        RevisionDecision.Discard => RevisionsText.DiscardConsequence,
        RevisionDecision.Undo => RevisionsText.UndoConsequence,
        RevisionDecision.Retry => RevisionsText.RetryConsequence,
    };

    private sealed record Told(RevisionPreview? Preview, IReadOnlyList<AuditEntry> History, bool Allowed);
}
