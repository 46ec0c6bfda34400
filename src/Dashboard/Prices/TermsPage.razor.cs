using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Prices;

/// <summary>How upstreams bill.</summary>
public sealed partial class TermsPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private readonly CancellationTokenSource _gone = new();
    private readonly PriceChanges _changes = new(messages, callers, navigation);
    private CancellationToken _untilLeft;
    private Loadable<IReadOnlyList<UpstreamBilling>> _lines = Loadable.Loading<IReadOnlyList<UpstreamBilling>>();

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync()
    {
        _untilLeft = _gone.Token;
        return ListAsync();
    }

    private async Task ListAsync() => _lines = await Loadable.FromAsync(async () =>
    {
        await _changes.StartAsync(_untilLeft);
        return await messages.SendAsync(callers, new ListBilling(), _untilLeft);
    }, _untilLeft);

    private void Edit(UpstreamBilling line) =>
        _changes.Edit(new SaveTerms(line.Upstream, line.Terms?.Provider, line.Terms?.Factor ?? 1, line.Terms?.Note));
}
