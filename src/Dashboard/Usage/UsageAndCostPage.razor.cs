using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Usage;

/// <summary>Any measure by anything over time, what it costs and where that leads. All it shows follows from its URL.</summary>
public sealed partial class UsageAndCostPage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed, TimeProvider time)
    : UsagePage<UsageShown>(messages, callers, navigation, feed, time)
{
    private UsageUrl _url = UsageUrl.Home;
    private string? _unread;

    // Blazor calls OnParametersSet when one of these changes; UsageUrl reads them, all at once.
    [SupplyParameterFromQuery] public string? Measure { get; set; }

    [SupplyParameterFromQuery] public string? By { get; set; }

    [SupplyParameterFromQuery] public string? N { get; set; }

    [SupplyParameterFromQuery] public string? Chart { get; set; }

    [SupplyParameterFromQuery] public string? Sort { get; set; }

    [SupplyParameterFromQuery] public string? Order { get; set; }

    /// <inheritdoc/>
    protected override void Read(string query) => (_url, _unread) = UsageUrl.Parse(query);

    /// <inheritdoc/>
    protected override string HrefOf(Filter filter) => Filtered(filter.ToString());

    /// <inheritdoc/>
    protected override string? GroupHref(FilterField field, string? property) => _url.GroupedBy(field, property);

    /// <inheritdoc/>
    protected override async Task<UsageShown> AskAsync(UsageMoment at, CancellationToken ct)
    {
        var url = _url;
        var period = UsagePeriod.Of(at);
        var report = await SendAsync(UsageQuestion.Of(url, period), ct);
        return new(url, period, report, await SendAsync(new AskCostPace(at.Zone, at.Filter), ct));
    }

    private void FilterBy(string text) => Go(Filtered(text));

    private string Filtered(string text) => (_url with { View = _url.View.Filtered(text) }).ToString();
}
