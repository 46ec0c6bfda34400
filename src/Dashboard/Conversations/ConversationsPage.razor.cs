using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Conversations;

/// <summary>The conversations, the one last heard of first, arriving by themselves. All it shows follows from its URL.</summary>
public sealed partial class ConversationsPage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed, TimeProvider time)
{
    private const int PageSize = 50;

    // Every refresh sums fifty conversations; people read no faster.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private ConversationsUrl _url = ConversationsUrl.Home;
    private ConversationsUrl? _listed;
    private string? _problem;
    private Loadable<ConversationPage> _page = Loadable.Loading<ConversationPage>();
    private string _ingest = "";
    private IDisposable? _subscription;
    private int _epoch;
    private bool _scrolled;
    private bool _waiting;

    // Blazor calls OnParametersSet when one of these changes; ConversationsUrl reads them, all at once.
    [SupplyParameterFromQuery] public string? From { get; set; }

    [SupplyParameterFromQuery] public string? To { get; set; }

    [SupplyParameterFromQuery] public string? User { get; set; }

    [SupplyParameterFromQuery] public string? After { get; set; }

    private bool AtHead => _url is { Cursor: null, Filter.To: null };

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        (_url, _problem) = ConversationsUrl.Parse(new Uri(navigation.Uri).Query);
        if (_listed != _url)
        {
            await ListAsync();
        }
    }

    private async Task ListAsync()
    {
        var place = _url;
        _listed = place;
        var page = await Loadable.FromAsync(async () =>
        {
            await SubscribeAsync();
            _ingest = (await AskAsync(new WhereIngestIs())).SeenFrom(navigation.Uri);
            return await AskAsync(new ListConversations(place.Filter, place.Cursor, PageSize));
        }, _untilLeft);
        if (_listed == place)
        {
            (_page, _scrolled, _waiting) = (page, false, false);
            _epoch++;
        }
    }

    // Before the rows are asked for, so that nothing falls between the two.
    private async Task SubscribeAsync()
    {
        if (_subscription is null)
        {
            var project = (await callers.CurrentAsync(_untilLeft)).ProjectId;
            _untilLeft.ThrowIfCancellationRequested();
            _subscription ??= feed.Subscribe(project, () => InvokeAsync(ArrivedAsync));
        }
    }

    // Rows move only under a reader who is at the top; everybody else is told that something waits.
    private async Task ArrivedAsync()
    {
        try
        {
            if (!AtHead || _page.Value is null || _untilLeft.IsCancellationRequested)
            {
                return;
            }

            if (_scrolled)
            {
                _waiting = true;
            }
            else
            {
                var place = _listed;
                var page = await AskAsync(new ListConversations(_url.Filter, null, PageSize));
                _page = _listed == place && AtHead ? new(page, null) : _page;
            }

            StateHasChanged();
            await Task.Delay(Rest, time, _untilLeft);
        }
        catch (OperationCanceledException) when (_untilLeft.IsCancellationRequested)
        {
            // The reader left while the rows were on their way.
        }
    }

    private string NameOf(string user) =>
        _page.Value?.Conversations.SelectMany(c => c.Users).FirstOrDefault(u => u.Id == user)?.Name ?? user;

    private Task<T> AskAsync<T>(IRequest<T> message) => messages.SendAsync(callers, message, _untilLeft);
}
