using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Exchanges;

/// <summary>The newest exchanges, arriving by themselves, and one of them opened beside the list. All it shows follows from its URL.</summary>
public sealed partial class RequestsPage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed)
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private RequestsUrl _url = RequestsUrl.Home;
    private string? _problem;
    private (ExchangeFilter Filter, ExchangeCursor? Cursor)? _listed;
    private Loadable<ExchangePage> _page = Loadable.Loading<ExchangePage>();
    private Loadable<ExchangeDetail> _detail = Loadable.Loading<ExchangeDetail>();
    private Dictionary<Guid, string> _keyNames = [];
    private string _ingest = "";
    private PanelQuestions? _questions;
    private CreatedKey? _created;
    private string? _createProblem;
    private IDisposable? _subscription;
    private Guid? _opened;
    private int _waiting;
    private int _epoch;
    private bool _scrolled;
    private bool _paused;
    private bool _missed;

    // Blazor calls OnParametersSet when one of these changes; RequestsUrl reads them, all at once.
    [SupplyParameterFromQuery] public string? From { get; set; }

    [SupplyParameterFromQuery] public string? To { get; set; }

    [SupplyParameterFromQuery] public string? Order { get; set; }

    [SupplyParameterFromQuery] public string? User { get; set; }

    [SupplyParameterFromQuery] public string? Models { get; set; }

    [SupplyParameterFromQuery] public string? Q { get; set; }

    [SupplyParameterFromQuery] public string? After { get; set; }

    [SupplyParameterFromQuery] public string? Id { get; set; }

    [SupplyParameterFromQuery] public string? Tab { get; set; }

    [SupplyParameterFromQuery] public string? Text { get; set; }

    private bool AtHead => _url is { Cursor: null, Filter: { Order: ExchangeOrder.Newest, To: null } };

    private string CloseHref => (_url with { Id = null, Tab = DetailTab.Conversation }).ToString();

    private string OtherOrder =>
        (_url with { Filter = _url.Filter with { Order = _url.Filter.Order == ExchangeOrder.Newest ? ExchangeOrder.Oldest : ExchangeOrder.Newest }, Cursor = null }).ToString();

    private string OtherModelLists =>
        (_url with { Filter = _url.Filter with { ModelLists = !_url.Filter.ModelLists }, Cursor = null }).ToString();

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => (_untilLeft, _questions) = (_gone.Token, new(messages, callers.CurrentAsync, _gone.Token));

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        (_url, _problem) = RequestsUrl.Parse(new Uri(navigation.Uri).Query);
        if (_listed != (_url.Filter, _url.Cursor))
        {
            await ListAsync();
        }

        if (_opened != _url.Id)
        {
            await OpenAsync();
        }
    }

    private async Task ListAsync()
    {
        var place = (_url.Filter, _url.Cursor);
        _listed = place;
        var page = await Loadable.FromAsync(async () =>
        {
            await SubscribeAsync();
            _ingest = (await AskAsync(new WhereIngestIs())).SeenFrom(navigation.Uri);
            return await RowsAsync(place.Filter, place.Cursor);
        }, _untilLeft);
        if (_listed == place)
        {
            (_page, _waiting, _scrolled) = (page, 0, false);
            _epoch++;
        }

        if (_missed)
        {
            _missed = false;
            await ArrivedAsync();
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

    private async Task OpenAsync()
    {
        _opened = _url.Id;
        if (_opened is not { } id)
        {
            _detail = Loadable.Loading<ExchangeDetail>();
            return;
        }

        var answer = await Loadable.FromAsync(async () => new Opened(await AskAsync(new OneExchange(id, DetailReach.Panel))), _untilLeft);
        if (_opened == id)
        {
            _detail = new(answer.Value?.Detail, answer.Problem ?? (answer.Value is { Detail: null } ? RequestsText.Gone : null));
        }
    }

    // Something arrived. Rows move only under a reader who is at the top with nothing open; everybody else is told how many wait.
    private async Task ArrivedAsync()
    {
        if (_page.Value is not { } shown)
        {
            _missed = true;
            return;
        }

        if (_paused || !AtHead || _untilLeft.IsCancellationRequested)
        {
            return;
        }

        var place = _listed;

        try
        {
            var head = await RowsAsync(_url.Filter, null);
            if (_listed != place || !AtHead)
            {
                return;
            }

            if ((_scrolled || _url.Id is not null) && shown.Rows.Count > 0)
            {
                var known = shown.Rows.Select(r => r.Id).ToHashSet();
                _waiting = head.Rows.Count(r => !known.Contains(r.Id));
            }
            else
            {
                (_page, _waiting) = (new(head, null), 0);
            }

            StateHasChanged();
        }
        catch (OperationCanceledException) when (_untilLeft.IsCancellationRequested)
        {
            // The reader left while the rows were on their way.
        }
    }

    private async Task<ExchangePage> RowsAsync(ExchangeFilter filter, ExchangeCursor? cursor)
    {
        if (filter.Unread is not null)
        {
            return new([], null, null);
        }

        var page = await AskAsync(new ListExchanges(filter, cursor, PageSize));
        if (page.Rows.Any(r => !_keyNames.ContainsKey(r.KeyId)))
        {
            _keyNames = (await AskAsync(new ListKeys())).ToDictionary(k => k.Id, k => k.Name);
        }

        return page;
    }

    private async Task ShowNewAsync() => await ListAsync();

    private async Task PauseOrGoOn()
    {
        _paused = !_paused;
        if (!_paused)
        {
            await ArrivedAsync();
        }
    }

    private async Task CreateKeyAsync()
    {
        var answer = await Loadable.FromAsync(() => AskAsync(new CreateKey(RequestsText.FirstKeyName, KeyKind.Write, null)), _untilLeft);
        (_created, _createProblem) = (answer.Value, answer.Problem);
    }

    private void FilterBy(string text) => navigation.NavigateTo((_url with { Filter = _url.Filter with { Q = text }, Cursor = null, Id = null }).ToString());

    private string HrefOf(Guid id) => (_url with { Id = id }).ToString();

    private string? Neighbour(int step)
    {
        if (_page.Value is not { } page || _url.Id is not { } id)
        {
            return null;
        }

        for (var i = 0; i < page.Rows.Count; i++)
        {
            if (page.Rows[i].Id == id)
            {
                return i + step >= 0 && i + step < page.Rows.Count ? HrefOf(page.Rows[i + step].Id) : null;
            }
        }

        return null;
    }

    private Task<T> AskAsync<T>(IRequest<T> message) => messages.SendAsync(callers, message, _untilLeft);

    private sealed record Opened(ExchangeDetail? Detail);
}
