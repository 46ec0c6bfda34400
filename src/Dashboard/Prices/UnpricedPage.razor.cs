using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Revisions;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Prices;

/// <summary>What has no price, and what to do about it.</summary>
public sealed partial class UnpricedPage(Messages messages, CallerSource callers, NavigationManager navigation, TimeProvider time)
{
    private const int Most = 50;

    private readonly CancellationTokenSource _gone = new();
    private readonly PriceChanges _changes = new(messages, callers, navigation);
    private CancellationToken _untilLeft;
    private Loadable<UnpricedExchanges> _unpriced = Loadable.Loading<UnpricedExchanges>();

    /// <summary>How many days back.</summary>
    [SupplyParameterFromQuery(Name = "days")]
    public string? DaysText { get; set; }

    private int Days => int.TryParse(DaysText, out var days) && days is >= 1 and <= 3650 ? days : 30;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => ListAsync();

    private void Choose(ChangeEventArgs range) => navigation.NavigateTo($"/prices?days={range.Value}");

    private async Task ListAsync() => _unpriced = await Loadable.FromAsync(async () =>
    {
        await _changes.StartAsync(_untilLeft);
        return await messages.SendAsync(callers, new ListUnpriced(time.GetUtcNow().AddDays(-Days), null, Most), _untilLeft);
    }, _untilLeft);

    private void Price(UnpricedGroup group) => _changes.Edit(new SavePrice(null, group.Model ?? "*", group.Upstream, null, null, "{}", null));

    private async Task Terms(UnpricedGroup group)
    {
        var known = await Loadable.FromAsync(() => messages.SendAsync(callers, new ListTerms(), _untilLeft), _untilLeft);
        var terms = known.Value?.FirstOrDefault(t => t.Upstream == group.Upstream);
        _changes.Edit(new SaveTerms(group.Upstream, terms?.Provider, terms?.Factor ?? 1, terms?.Note));
    }

    private void Reprice(UnpricedGroup group) => _changes.Offer(
        new OrderRevision(RevisionKind.Reprice, group.FirstSeen, null, group.Upstream, null, group.Model),
        UnpricedText.RepriceLead);
}
