using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Dashboard.Views;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Exchanges;

/// <summary>The requests that a filter keeps, arriving by themselves, and one of them opened beside the list. All it shows follows from its URL.</summary>
public sealed partial class RequestsPage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeTail tail, TimeProvider time)
{
    private const int PageSize = 100;
    private const int MostHeld = 1000;
    private const int MostRunning = 20;

    private readonly CancellationTokenSource _gone = new();
    private readonly List<Guid> _chosen = [];
    private readonly List<Exchange> _held = [];
    private CancellationToken _untilLeft;
    private RequestsUrl _url = RequestsUrl.Home;
    private DateTimeOffset _now;
    private FilterLinks? _links;
    private FoundWords _found = FoundWords.None;
    private string? _problem;
    private string? _listed;
    private Loadable<ExchangeWindow> _window = Loadable.Loading<ExchangeWindow>();
    private Dictionary<Guid, string> _keyNames = [];
    private ExchangeTable? _table;
    private string _ingest = "";
    private CreatedKey? _created;
    private string? _createProblem;
    private TailSubscription? _tail;
    private IReadOnlyList<RunningExchange> _running = [];
    private long? _count;
    private bool _exports;
    private ExchangeFilter _asked = ExchangeFilter.All;
    private int _epoch;
    private bool _scrolled;
    private bool _hidden;
    private bool _missed;

    // Blazor calls OnParametersSet when one of these changes; RequestsUrl reads them, all at once.
    [SupplyParameterFromQuery(Name = "q")] public string? QueryText { get; set; }

    [SupplyParameterFromQuery(Name = "range")] public string? RangeText { get; set; }

    [SupplyParameterFromQuery(Name = "zone")] public string? ZoneText { get; set; }

    [SupplyParameterFromQuery(Name = "from")] public string? FromText { get; set; }

    [SupplyParameterFromQuery(Name = "to")] public string? ToText { get; set; }

    [SupplyParameterFromQuery(Name = "order")] public string? OrderText { get; set; }

    [SupplyParameterFromQuery(Name = "user")] public string? UserText { get; set; }

    [SupplyParameterFromQuery(Name = "models")] public string? ModelsText { get; set; }

    [SupplyParameterFromQuery(Name = "running")] public string? RunningText { get; set; }

    [SupplyParameterFromQuery(Name = "live")] public string? LiveText { get; set; }

    [SupplyParameterFromQuery(Name = "cols")] public string? ColsText { get; set; }

    [SupplyParameterFromQuery(Name = "view")] public string? ViewText { get; set; }

    [SupplyParameterFromQuery(Name = "after")] public string? AfterText { get; set; }

    [SupplyParameterFromQuery(Name = "id")] public string? IdText { get; set; }

    [SupplyParameterFromQuery(Name = "tab")] public string? TabText { get; set; }

    [SupplyParameterFromQuery(Name = "text")] public string? LookText { get; set; }

    [SupplyParameterFromQuery(Name = "peek")] public string? PeekText { get; set; }

    /// <summary>The browser's zone.</summary>
    [CascadingParameter] public ViewerZone Viewer { get; set; } = ViewerZone.Unknown;

    // New rows begin a list that follows what comes in; in any other they would come out of order.
    private bool Follows => _url is { Cursor: null, Filter: { Order: ExchangeOrder.Newest, To: null } } && (_url.Range is null || RangeView.Range.Resolve(_now, RangeView.Zone(Viewer)).IsLive);

    // Rows move only under a reader who is at the top with nothing open; everybody else is told how many wait.
    private bool HoldsStill => (_scrolled || _url.Id is not null || _chosen.Count > 0) && _window.Value is { Rows.Count: > 0 };

    private UsageView RangeView => UsageView.Home with { Range = _url.Range ?? UsageView.Home.Range, ZoneId = _url.ZoneId };

    /// <inheritdoc/>
    public void Dispose()
    {
        _tail?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => (_untilLeft, _now) = (_gone.Token, time.GetUtcNow());

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        (_url, _problem) = RequestsUrl.Parse(new Uri(navigation.Uri).Query);
        if (_listed is null && new Uri(navigation.Uri).Query.Length == 0 && await DefaultAsync() is { } view)
        {
            navigation.NavigateTo(view, replace: true);
            return;
        }

        _links = new(_url.Filter.Terms ?? Filter.None, f => HrefOf(f), GroupHref);
        var list = $"{_url.ListQuery()} {_url.Cursor}";
        if (_listed != list)
        {
            _listed = list;
            _chosen.Clear();
            await ListAsync();
        }
        else
        {
            PauseOrGoOn();
        }

        if (_url.Id is { } id && _window.Value is { HasMore: true } window && window.Neighbour(id, 1) is null)
        {
            // Whoever goes from request to request does not stop where the list was loaded to.
            await window.LoadAsync(window.Rows.Count + 1, _untilLeft);
            await RefreshTableAsync();
        }
    }

    // Only as the page comes: who takes a filter away while he is on it wants to see everything.
    private async Task<string?> DefaultAsync() =>
        (await Loadable.FromAsync(async () => new Opening(await AskAsync(new DefaultView())), _untilLeft)).Value?.View is { } view ? ViewsBar.HrefOf(view) : null;

    private async Task ListAsync()
    {
        var (list, cursor) = (_listed, _url.Cursor);
        _now = time.GetUtcNow();
        var filter = _url.Asked(_now, Viewer);
        var found = FoundWords.Of(filter);
        var window = await Loadable.FromAsync(async () =>
        {
            await FollowAsync(filter);
            _ingest = (await AskAsync(new WhereIngestIs())).SeenFrom(navigation.Uri);
            return new ExchangeWindow(filter.Order, await RowsAsync(filter, cursor, found, _untilLeft), (after, ct) => RowsAsync(filter, after, found, ct));
        }, _untilLeft);
        if (_listed != list)
        {
            return;
        }

        (_window, _asked, _found, _scrolled) = (window, filter, found, false);
        _held.Clear();
        _epoch++;
        _missed = false;
    }

    private async Task LookOnAsync()
    {
        if (_window.Value is { } window)
        {
            var on = await Loadable.FromAsync(async () =>
            {
                await window.LookOnAsync(_untilLeft);
                return window;
            }, _untilLeft);
            _window = new(window, on.Problem);
            await RefreshTableAsync();
        }
    }

    // Before the rows are asked for, so that nothing falls between the two.
    private async Task FollowAsync(ExchangeFilter filter)
    {
        _tail?.Dispose();
        _tail = null;
        _running = [];
        if (Follows && filter.Unread is null)
        {
            var caller = await callers.CurrentAsync(_untilLeft);
            var live = new LiveFilter(filter.Terms) { From = filter.From, To = filter.To, User = filter.User, ModelLists = filter.ModelLists };
            _tail = await tail.SubscribeAsync(caller, live, batch => InvokeAsync(() => ArrivedAsync(batch)), _untilLeft);
            PauseOrGoOn();
        }
    }

    private async Task ArrivedAsync(TailBatch batch)
    {
        if (_untilLeft.IsCancellationRequested)
        {
            return;
        }

        _running = batch.Running;
        if (_window.Value is not { } window || (batch.Missed && HoldsStill))
        {
            _missed = true;
        }
        else if (batch.Missed)
        {
            await ListAsync();
        }
        else if (!_url.RunningOnly)
        {
            await TakeAsync(window, batch.Arrived);
        }

        StateHasChanged();
    }

    private async Task TakeAsync(ExchangeWindow window, IReadOnlyList<Exchange> arrived)
    {
        if (HoldsStill)
        {
            var known = window.Rows.Concat(_held).Select(r => r.Id).ToHashSet();
            _held.AddRange(arrived.Where(r => !known.Contains(r.Id)));
            if (_held.Count > MostHeld)
            {
                // Nobody reads so many one by one: they are read anew when they are asked for.
                _held.RemoveRange(MostHeld, _held.Count - MostHeld);
                _missed = true;
            }

            return;
        }

        await NameKeysAsync(arrived.Select(r => r.KeyId), _untilLeft);
        await _found.ReadAsync(messages, callers, arrived, _untilLeft);
        window.Arrive(arrived);
        await RefreshTableAsync();
    }

    private async Task<ExchangePage> RowsAsync(ExchangeFilter filter, ExchangeCursor? cursor, FoundWords found, CancellationToken ct)
    {
        if (filter.Unread is not null || _url.RunningOnly)
        {
            return new([], null, null);
        }

        var page = await messages.SendAsync(callers, new ListExchanges(filter, cursor, PageSize), ct);
        await NameKeysAsync(page.Rows.Select(r => r.KeyId), ct);
        await found.ReadAsync(messages, callers, page.Rows, ct);
        return page;
    }

    private async Task NameKeysAsync(IEnumerable<Guid> keys, CancellationToken ct)
    {
        if (keys.Any(k => !_keyNames.ContainsKey(k)))
        {
            _keyNames = (await messages.SendAsync(callers, new ListKeys(), ct)).ToDictionary(k => k.Id, k => k.Name);
        }
    }

    private Task RefreshTableAsync() => _table?.RefreshAsync() ?? Task.CompletedTask;

    private void Hide(bool hidden)
    {
        _hidden = hidden;
        PauseOrGoOn();
    }

    private void PauseOrGoOn()
    {
        if (_hidden || !_url.Live)
        {
            _tail?.Pause();
        }
        else
        {
            _tail?.Resume();
        }
    }

    private async Task CreateKeyAsync()
    {
        var answer = await Loadable.FromAsync(() => AskAsync(new CreateKey(RequestsText.FirstKeyName, KeyKind.Write, null)), _untilLeft);
        (_created, _createProblem) = (answer.Value, answer.Problem);
    }

    private void Choose(Guid id)
    {
        if (!_chosen.Remove(id))
        {
            _chosen.Add(id);
        }
    }

    private void ChooseAll(bool all)
    {
        _chosen.Clear();
        _chosen.AddRange(all ? _window.Value!.Rows.Select(r => r.Id) : []);
    }

    private void ClearChosen() => _chosen.Clear();

    private void FilterBy(string text) => navigation.NavigateTo((_url.List with { Filter = _url.Filter with { Q = text } }).ToString());

    private string HrefOf(Filter filter) => (_url.List with { Filter = _url.Filter with { Q = filter.ToString() } }).ToString();

    private string HrefOf(Guid id) => (_url with { Id = id }).ToString();

    private string HrefOfOrder(ExchangeOrder order) => (_url.List with { Filter = _url.Filter with { Order = order } }).ToString();

    private string HrefOfRange(UsageView view) => (_url.List with { Range = view.Range, ZoneId = view.ZoneId, Filter = _url.Filter with { From = null, To = null } }).ToString();

    private string ZoomHref()
    {
        var rest = (_url.List with { Range = null, Filter = _url.Filter with { From = null, To = null } }).ToString();
        return $"{rest}{(rest.Contains('?', StringComparison.Ordinal) ? '&' : '?')}range={{from}}..{{to}}";
    }

    private Task<ObservedValues> ObserveAsync(FilterField field, string? property, string? containing, CancellationToken ct) =>
        messages.SendAsync(callers, new FacetValues(_url.Asked(_now, Viewer), field, property, containing), ct);

    private string? GroupHref(FilterField field, string? property) => (UsageUrl.Home with { View = RangeView with { Query = _url.Filter.Q } }).GroupedBy(field, property);

    private string? Neighbour(int step) => _url.Id is { } id && _window.Value?.Neighbour(id, step) is { } row ? HrefOf(row.Id) : null;

    private Task<T> AskAsync<T>(IRequest<T> message) => messages.SendAsync(callers, message, _untilLeft);

    private sealed record Opening(ViewSummary? View);
}
