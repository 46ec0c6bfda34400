using MediatR;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Keys;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Ui;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Users;

/// <summary>All that one user did.</summary>
public sealed partial class UserPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private const int NewestRequests = 10;

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private UsageRange _range = UsageRange.Usual;
    private Loadable<Done> _done = Loadable.Loading<Done>();

    /// <summary>Who, by the id exchanges carry.</summary>
    [Parameter] public string User { get; set; } = "";

    [SupplyParameterFromQuery] public string? Range { get; set; }

    private string Title => _done.Value?.Detail?.Summary.Title ?? User;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => OpenAsync();

    private async Task OpenAsync()
    {
        var (user, range) = (User, UsageRange.Parse(QueryHelpers.ParseQuery(new Uri(navigation.Uri).Query).TryGetValue("range", out var text) ? text[0] : null));
        _range = range;
        var done = await Loadable.FromAsync(async () =>
        {
            var detail = await AskAsync(new OneUser(user, range));
            var newest = await AskAsync(new ListExchanges(RequestsUrl.Home.Filter with { User = user }, null, NewestRequests));
            return new Done(detail, newest.Rows, (await AskAsync(new ListKeys())).ToDictionary(k => k.Id, k => k.Name));
        }, _untilLeft);
        if ((user, range) == (User, _range))
        {
            _done = done;
        }
    }

    private Task<T> AskAsync<T>(IRequest<T> message) => messages.SendAsync(callers, message, _untilLeft);

    private sealed record Done(UserDetail? Detail, IReadOnlyList<Exchange> Newest, IReadOnlyDictionary<Guid, string> KeyNames);
}
