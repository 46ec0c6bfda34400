using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Users;

/// <summary>All that the page of a user shows.</summary>
/// <param name="Done">What they did; null when nothing.</param>
/// <param name="Detail">Who they are, and their conversations.</param>
/// <param name="Newest">Their newest requests.</param>
/// <param name="KeyNames">Name of each key.</param>
public sealed record UserShown(GroupDetail? Done, UserDetail Detail, IReadOnlyList<Exchange> Newest, IReadOnlyDictionary<Guid, string> KeyNames);

/// <summary>All that one user did.</summary>
public sealed partial class UserPage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed, TimeProvider time)
    : UsagePage<UserShown>(messages, callers, navigation, feed, time)
{
    private const int NewestRequests = 10;

    private static readonly string By = Dimension.User.Name;

    private readonly NavigationManager _navigation = navigation;

    /// <summary>The rest of the path. The address itself is read: an id may hold anything that paths are made of.</summary>
    [Parameter] public string User { get; set; } = "";

    private string Id { get; set; } = "";

    private string Title => Shown.Value is { Detail.Who: { } who } && who.User == Id ? who.Title : Id;

    private string Path => GroupAddress.Of(UserTable.Path, Id, UsageView.Home) ?? UserTable.Path;

    /// <inheritdoc/>
    protected override Filter Whole => GroupAddress.Narrowed(Asked.Filter, By, Id);

    /// <inheritdoc/>
    protected override void Read(string query) => Id = GroupAddress.NameIn(UserTable.Path, _navigation.Uri);

    /// <inheritdoc/>
    protected override string HrefOf(Filter filter) => Asked.View.Filtered(filter.ToString()).On(Path);

    /// <inheritdoc/>
    protected override async Task<UserShown> AskAsync(UsageMoment at, CancellationToken ct)
    {
        var id = Id;
        var done = await SendAsync(new OneGroup(Dimension.User, id, new(at.Bounds, at.Filter)), ct);
        var detail = await SendAsync(new OneUser(id, at.Range.From, at.Range.To), ct);
        var newest = await SendAsync(new ListExchanges(RequestsUrl.Home.Filter with { User = id }, null, NewestRequests), ct);
        return new(done, detail, newest.Rows, (await SendAsync(new ListKeys(), ct)).ToDictionary(k => k.Id, k => k.Name));
    }
}
