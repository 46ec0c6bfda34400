using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Usage;

/// <summary>
/// A page about usage: what it shows follows from its address, follows what comes in, and stays until its successor has come. It draws
/// <see cref="UsageHead"/> and <see cref="Shown"/>.
/// </summary>
/// <param name="messages">The way to the data.</param>
/// <param name="callers">Who looks.</param>
/// <param name="navigation">The address.</param>
/// <param name="feed">What comes in.</param>
/// <param name="time">The clock.</param>
/// <typeparam name="T">All that the page shows.</typeparam>
public abstract class UsagePage<T>(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed, TimeProvider time)
    : ComponentBase, IDisposable
    where T : class
{
    // People read no faster, and every refresh asks many questions.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _gone = new();
    private readonly NewestQuestion _asking = new();
    private CancellationToken _untilLeft;
    private IDisposable? _subscription;
    private string? _address;
    private string? _linked;
    private bool _hidden;
    private bool _missed;

    /// <summary>The browser's zone.</summary>
    [CascadingParameter] public ViewerZone Viewer { get; set; } = ViewerZone.Unknown;

    // Blazor calls OnParametersSet when one of these changes; UsageView reads them, all at once.

    /// <inheritdoc cref="UsageView"/>
    [SupplyParameterFromQuery(Name = "range")] public string? RangeText { get; set; }

    /// <inheritdoc cref="UsageView"/>
    [SupplyParameterFromQuery(Name = "zone")] public string? ZoneText { get; set; }

    /// <inheritdoc cref="UsageView"/>
    [SupplyParameterFromQuery(Name = "q")] public string? QueryText { get; set; }

    /// <inheritdoc cref="UsageView"/>
    [SupplyParameterFromQuery(Name = "compare")] public string? CompareText { get; set; }

    /// <inheritdoc cref="UsageView"/>
    [SupplyParameterFromQuery(Name = "live")] public string? LiveText { get; set; }

    /// <inheritdoc cref="UsageView"/>
    [SupplyParameterFromQuery(Name = "step")] public string? StepText { get; set; }

    /// <summary>What the address asks for.</summary>
    protected UsageMoment Asked { get; private set; } = new(UsageView.Home, Filter.None, TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch);

    /// <summary>What in the address could not be read; null = nothing.</summary>
    protected string? Unread { get; private set; }

    /// <summary>The last answer, which may still be that of the address before.</summary>
    protected Loadable<T> Shown { get; private set; } = Loadable.Loading<T>();

    /// <summary>What <see cref="Shown"/> answers: links in it follow from this.</summary>
    protected UsageMoment ShownAt { get; private set; } = new(UsageView.Home, Filter.None, TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch);

    /// <summary>Whether what is shown is that of the address before.</summary>
    protected bool IsStale => Shown.Value is not null && ShownAt.View != Asked.View;

    /// <summary>The filter in force with the one thing that the page is of, where it is of one.</summary>
    protected virtual Filter Whole => Asked.Filter;

    /// <summary>Where the ways on the values that are shown lead; null = nothing was asked yet, or there are none.</summary>
    protected FilterLinks? Links { get; private set; }

    private bool Follows => Asked is { View.Live: true, Range.IsLive: true } && Shown.Value is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Cancel();
        _asking.Dispose();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads what the page has in its address besides a <see cref="UsageView"/>.</summary>
    /// <param name="query">The query of the address.</param>
    protected virtual void Read(string query)
    {
    }

    /// <summary>The address of the page with another filter; null = it has none, and its values lead nowhere.</summary>
    protected virtual string? HrefOf(Filter filter) => null;

    /// <summary>The address of usage told apart by a field, of what the page shows; null where sums are not told apart by it.</summary>
    /// <param name="field">The field.</param>
    /// <param name="property">Name of the property where it is one; null otherwise.</param>
    protected virtual string? GroupHref(FilterField field, string? property) =>
        (UsageUrl.Home with { View = Asked.View.Filtered(Whole.ToString()) }).GroupedBy(field, property);

    /// <summary>Asks for all that the page shows.</summary>
    protected abstract Task<T> AskAsync(UsageMoment at, CancellationToken ct);

    /// <summary>Sends a message as whoever looks at the page.</summary>
    protected Task<TAnswer> SendAsync<TAnswer>(IRequest<TAnswer> message, CancellationToken ct) => messages.SendAsync(callers, message, ct);

    /// <summary>Which values there are in what the page shows: what its box suggests.</summary>
    protected Task<ObservedValues> ObserveAsync(FilterField field, string? property, string? containing, CancellationToken ct) =>
        SendAsync(new FacetValues(ExchangeFilter.All with { From = Asked.Range.From, To = Asked.Range.To, Q = Asked.View.Query }, field, property, containing), ct);

    /// <summary>Goes to another address.</summary>
    protected void Go(string address) => navigation.NavigateTo(address);

    /// <summary>The reader turned to another tab, or came back.</summary>
    protected async Task HideAsync(bool hidden)
    {
        _hidden = hidden;
        if (!hidden && _missed)
        {
            await RefreshAsync();
        }
    }

    /// <summary>Asks again for what the address says.</summary>
    protected async Task LoadAsync()
    {
        var (view, problem) = UsageView.Parse(new Uri(navigation.Uri).Query);
        var (filter, wrong) = Filter.Parse(view.Query ?? "");
        Asked = new(view, filter ?? Filter.None, view.Zone(Viewer), time.GetUtcNow());
        Unread = problem;
        Read(new Uri(navigation.Uri).Query);
        if (_linked != navigation.Uri)
        {
            // Not with every refresh, or every value would be drawn again.
            (_linked, Links) = (navigation.Uri, HrefOf(Filter.None) is null ? null : new(Asked.Filter, f => HrefOf(f)!, GroupHref));
        }

        var asked = Asked;
        var ct = await _asking.AskAsync(_untilLeft);
        var answer = wrong is not null ? new(null, UsagePageText.FilterUnread) : await Loadable.FromAsync(() => AnswerAsync(asked, ct), ct);
        if (asked == Asked && !ct.IsCancellationRequested)
        {
            // A question that fails once more takes nothing away from who is reading; another one must not be answered with what it did not ask.
            Shown = answer.Value is null && ShownAt.View == asked.View ? new(Shown.Value, answer.Problem) : answer;
            ShownAt = asked;
        }
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_address != navigation.Uri)
        {
            _address = navigation.Uri;
            await LoadAsync();
            if (_missed && !_hidden)
            {
                await RefreshAsync();
            }
        }
    }

    private async Task<T> AnswerAsync(UsageMoment asked, CancellationToken ct)
    {
        // Before the question, so that nothing falls between the two.
        if (_subscription is null)
        {
            var project = (await callers.CurrentAsync(_untilLeft)).ProjectId;
            _untilLeft.ThrowIfCancellationRequested();
            _subscription ??= feed.Subscribe(project, () => InvokeAsync(ArrivedAsync));
        }

        return await AskAsync(asked, ct);
    }

    private async Task ArrivedAsync()
    {
        try
        {
            if (_hidden || !Follows || IsStale)
            {
                _missed = true;
                return;
            }

            await RefreshAsync();
            await Task.Delay(Rest, time, _untilLeft);
        }
        catch (OperationCanceledException) when (_untilLeft.IsCancellationRequested)
        {
            // The reader left meanwhile.
        }
    }

    private async Task RefreshAsync()
    {
        _missed = false;
        if (Follows && !_untilLeft.IsCancellationRequested)
        {
            await LoadAsync();
            StateHasChanged();
        }
    }
}
