using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Revisions;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Prices;

/// <summary>What was priced or read again, and what is under way.</summary>
public sealed partial class RevisionsPage(Messages messages, CallerSource callers, NavigationManager navigation, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _gone = new();
    private readonly PriceChanges _changes = new(messages, callers, navigation);
    private CancellationToken _untilLeft;
    private Loadable<IReadOnlyList<RevisionSummary>> _revisions = Loadable.Loading<IReadOnlyList<RevisionSummary>>();

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

    private async Task ListAsync() => _revisions = await Loadable.FromAsync(async () =>
    {
        await _changes.StartAsync(_untilLeft);
        return await messages.SendAsync(callers, new ListRevisions(), _untilLeft);
    }, _untilLeft);

    private void Order() => _changes.Offer(new OrderRevision(RevisionKind.Reprice, null, null, null, null, null), null);
}
