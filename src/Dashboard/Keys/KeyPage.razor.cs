using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Keys;

/// <summary>All that the page of a key shows. Its text is nowhere among it.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="Key">What may be shown of it; null when the project has no such key.</param>
/// <param name="Detail">What was done with it; null when nothing.</param>
/// <param name="Users">Who used it; null when nobody.</param>
public sealed record KeyShown(Guid Id, KeySummary? Key, GroupDetail? Detail, GroupParts? Users);

/// <summary>What was done with one key.</summary>
public sealed partial class KeyPage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed, TimeProvider time)
    : UsagePage<KeyShown>(messages, callers, navigation, feed, time)
{
    private static readonly string By = Dimension.Key.Name;

    /// <summary>The key.</summary>
    [Parameter] public Guid Id { get; set; }

    private string Title => Shown.Value is { Key: { } key } && key.Id == Id ? key.Name : KeyUsageText.Key;

    private string Path => $"/keys/{Id}";

    /// <inheritdoc/>
    protected override Filter Whole => GroupAddress.Narrowed(Asked.Filter, By, Id.ToString());

    /// <inheritdoc/>
    protected override string HrefOf(Filter filter) => Asked.View.Filtered(filter.ToString()).On(Path);

    /// <inheritdoc/>
    protected override async Task<KeyShown> AskAsync(UsageMoment at, CancellationToken ct)
    {
        var (id, slice) = (Id, new Slice(at.Bounds, at.Filter));
        var key = (await SendAsync(new ListKeys(), ct)).FirstOrDefault(k => k.Id == id);
        var detail = await SendAsync(new OneGroup(Dimension.Key, id.ToString(), slice), ct);
        return new(id, key, detail, detail is null ? null : await SendAsync(new PartsOfGroup(Dimension.Key, id.ToString(), Dimension.User, slice), ct));
    }

    private Filter NarrowOf(KeyShown shown) => GroupAddress.Narrowed(ShownAt.Filter, By, shown.Id.ToString());
}
