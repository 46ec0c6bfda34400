using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Users;

/// <summary>Who used the project, and what it came to. All it shows follows from its URL.</summary>
public sealed partial class UsersPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private const int Most = 100;

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private UsersUrl _url = UsersUrl.Home;
    private Loadable<TopUsers> _users = Loadable.Loading<TopUsers>();

    // Blazor calls OnParametersSet when one of these changes; UsersUrl reads them, all at once.
    [SupplyParameterFromQuery] public string? Range { get; set; }

    [SupplyParameterFromQuery] public string? Sort { get; set; }

    [SupplyParameterFromQuery] public string? Order { get; set; }

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

    private async Task ListAsync()
    {
        var url = _url = UsersUrl.Parse(new Uri(navigation.Uri).Query);
        var users = await Loadable.FromAsync(() => messages.SendAsync(callers, new ListUsers(url.Range, url.Order, url.Ascending, Most), _untilLeft), _untilLeft);
        if (url == _url)
        {
            _users = users;
        }
    }
}
