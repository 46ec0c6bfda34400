using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Domain;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Overview;

/// <summary>How the project is doing, at a glance. All it shows follows from its URL.</summary>
public sealed partial class OverviewPage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed, TimeProvider time)
    : UsagePage<OverviewSums>(messages, callers, navigation, feed, time)
{
    private UsageMeasure _by = OverviewLists.Measures[0];

    // Blazor calls OnParametersSet when it changes.
    [SupplyParameterFromQuery] public string? By { get; set; }

    /// <inheritdoc/>
    protected override void Read(string query)
    {
        var text = QueryHelpers.ParseQuery(query).TryGetValue("by", out var by) ? by[0] : null;
        _by = EnumNames.Parse<UsageMeasure>(text ?? "") is { } measure && OverviewLists.Measures.Contains(measure) ? measure : OverviewLists.Measures[0];
    }

    /// <inheritdoc/>
    protected override string HrefOf(Filter filter) => HrefOf(Asked.View.Filtered(filter.ToString()));

    /// <inheritdoc/>
    protected override Task<OverviewSums> AskAsync(UsageMoment at, CancellationToken ct) => SendAsync(new ShowOverview(at, _by), ct);

    private void FilterBy(string text) => Go(HrefOf(Asked.View.Filtered(text)));

    private string HrefOf(UsageView view) => view.On(PathBy(_by));

    private string RankHref(UsageMeasure by) => ShownAt.View.On(PathBy(by));

    private static string PathBy(UsageMeasure by) => by == OverviewLists.Measures[0] ? OverviewCharts.Path : $"{OverviewCharts.Path}?by={EnumNames.NameOf(by)}";
}
