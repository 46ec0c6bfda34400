using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Performance;

/// <summary>How long answers take, where the time goes and how evenly they flow, by model and upstream. All it shows follows from its URL.</summary>
public sealed partial class PerformancePage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed, TimeProvider time)
    : UsagePage<PerformanceShown>(messages, callers, navigation, feed, time)
{
    private PerformanceUrl _url = PerformanceUrl.Home;
    private string? _unread;

    // Blazor calls OnParametersSet when one of these changes; PerformanceUrl reads them, all at once.
    [SupplyParameterFromQuery] public string? Metric { get; set; }

    [SupplyParameterFromQuery] public string? P { get; set; }

    [SupplyParameterFromQuery] public string? By { get; set; }

    [SupplyParameterFromQuery] public string? Sort { get; set; }

    [SupplyParameterFromQuery] public string? Order { get; set; }

    /// <inheritdoc/>
    protected override void Read(string query) => (_url, _unread) = PerformanceUrl.Parse(query);

    /// <inheritdoc/>
    protected override string HrefOf(Filter filter) => Filtered(filter.ToString());

    /// <inheritdoc/>
    protected override async Task<PerformanceShown> AskAsync(UsageMoment at, CancellationToken ct)
    {
        var (url, period) = (_url, UsagePeriod.Of(at));
        return new(url, period, await SendAsync(new AskPerformance(at.Bounds, period.Before, url.Metric, url.By, at.Filter), ct));
    }

    private void FilterBy(string text) => Go(Filtered(text));

    private string Filtered(string text) => (_url with { View = _url.View.Filtered(text) }).ToString();
}
