using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Prices;

/// <summary>The project's own prices.</summary>
public sealed partial class OwnPricesPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private readonly CancellationTokenSource _gone = new();
    private readonly PriceChanges _changes = new(messages, callers, navigation);
    private CancellationToken _untilLeft;
    private Loadable<IReadOnlyList<OwnPrice>> _prices = Loadable.Loading<IReadOnlyList<OwnPrice>>();

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

    private async Task ListAsync() => _prices = await Loadable.FromAsync(async () =>
    {
        await _changes.StartAsync(_untilLeft);
        return await messages.SendAsync(callers, new ListPrices(), _untilLeft);
    }, _untilLeft);

    private void Add() => _changes.Edit(new SavePrice(null, "", null, null, null, "{}", null));

    private void Edit(OwnPrice price) => _changes.Edit(new SavePrice(price.Id, price.Model, price.Upstream, price.StartsAt, price.EndsAt, price.Rates, price.Note));
}
