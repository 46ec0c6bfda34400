using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Models;

/// <summary>All that the page of a model shows.</summary>
/// <param name="Model">The model.</param>
/// <param name="Detail">What was asked of it; null when nothing.</param>
/// <param name="Users">Who asked; null when nobody.</param>
public sealed record ModelShown(string Model, GroupDetail? Detail, GroupParts? Users);

/// <summary>One model: what was asked of it, how fast it answered, what it cost.</summary>
public sealed partial class ModelPage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed, TimeProvider time)
    : UsagePage<ModelShown>(messages, callers, navigation, feed, time)
{
    private static readonly string By = Dimension.Model.Name;

    private readonly NavigationManager _navigation = navigation;

    /// <summary>The rest of the path. The address itself is read: a name may hold anything that paths are made of.</summary>
    [Parameter] public string Model { get; set; } = "";

    private string Name { get; set; } = "";

    private string Path => GroupAddress.Of(ModelTable.Path, Name, UsageView.Home) ?? ModelTable.Path;

    private Filter Narrow => GroupAddress.Narrowed(Asked.Filter, By, Name);

    /// <inheritdoc/>
    protected override Filter Whole => Narrow;

    /// <inheritdoc/>
    protected override void Read(string query) => Name = GroupAddress.NameIn(ModelTable.Path, _navigation.Uri);

    /// <inheritdoc/>
    protected override string HrefOf(Filter filter) => Asked.View.Filtered(filter.ToString()).On(Path);

    /// <inheritdoc/>
    protected override async Task<ModelShown> AskAsync(UsageMoment at, CancellationToken ct)
    {
        var (name, slice) = (Name, new Slice(at.Bounds, at.Filter));
        var detail = await SendAsync(new OneGroup(Dimension.Model, name, slice), ct);
        return new(name, detail, detail is null ? null : await SendAsync(new PartsOfGroup(Dimension.Model, name, Dimension.User, slice), ct));
    }
}
