using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Users;

/// <summary>Who used the project, and what it came to. All it shows follows from its URL.</summary>
public sealed partial class UsersPage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed, TimeProvider time)
    : UsagePage<TopUsers>(messages, callers, navigation, feed, time)
{
    private TableUrl _url = TableUrl.Parse(UserTable.Path, "");

    // Blazor calls OnParametersSet when one of these changes; TableUrl reads them, all at once.
    [SupplyParameterFromQuery] public string? Sort { get; set; }

    [SupplyParameterFromQuery] public string? Order { get; set; }

    /// <inheritdoc/>
    protected override void Read(string query) => _url = TableUrl.Parse(UserTable.Path, query);

    /// <inheritdoc/>
    protected override string HrefOf(Filter filter) => _url.Filtered(filter.ToString()).ToString();

    /// <inheritdoc/>
    protected override Task<TopUsers> AskAsync(UsageMoment at, CancellationToken ct) =>
        SendAsync(new ListUsers(new(new(at.Bounds, at.Filter), _url.Order, _url.Ascending, UserTable.Most)), ct);
}
