using System.Globalization;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Replays;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Runs;

/// <summary>Orders a batch: what would be sent and what it may cost comes before anything is.</summary>
public sealed partial class NewBatchPage(Messages messages, CallerSource callers, NavigationManager navigation, TimeProvider time)
{
    private const string PatchExample = """{"temperature": 0}""";

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private BatchUrl _url = new(ExchangeFilter.All, []);
    private IReadOnlyList<UpstreamChoice> _choices = [];
    private Loadable<BatchPreview> _preview = Loadable.Loading<BatchPreview>();
    private string? _problem;
    private string? _refusal;
    private string? _model;
    private string? _upstream;
    private string? _patch;
    private decimal? _cap;
    private int _concurrency = 4;
    private int? _perMinute;
    private string? _name;
    private string? _why;
    private bool _busy;
    private bool _looking;
    private int _looks;

    // Blazor calls OnParametersSet when one of these changes; BatchUrl reads them, all at once.
    [SupplyParameterFromQuery(Name = "q")] public string? QueryText { get; set; }

    [SupplyParameterFromQuery(Name = "ids")] public string? IdsText { get; set; }

    [SupplyParameterFromQuery(Name = "from")] public string? FromText { get; set; }

    [SupplyParameterFromQuery(Name = "to")] public string? ToText { get; set; }

    [SupplyParameterFromQuery(Name = "user")] public string? UserText { get; set; }

    private BatchPreview? Preview => _preview.Problem is null ? _preview.Value : null;

    private BatchOrder Order => new(_url.Filter) { Ids = _url.Ids, Model = _model, Upstream = _upstream, Patch = _patch };

    private IEnumerable<string> Models => _choices.Where(c => _upstream is not { Length: > 0 } || c.Name == _upstream).SelectMany(c => c.Models).Distinct(StringComparer.Ordinal).Take(100);

    private string ButtonWords => Preview is { Refusal: null, Sendable: var count }
        ? count == 1 ? BatchesText.SendOne : string.Format(CultureInfo.CurrentCulture, BatchesText.SendMany, Figures.Count(count))
        : BatchesText.Send;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var now = time.GetUtcNow();
        (_url, _problem) = BatchUrl.Parse(new Uri(navigation.Uri).Query);
        // What comes in while somebody fills in the form is not what they have looked at.
        _url = _url with { Filter = _url.Filter with { To = _url.Filter.To ?? now } };
        _name ??= string.Create(CultureInfo.InvariantCulture, $"{BatchesText.Batch} {now.UtcDateTime:yyyy-MM-dd HH:mm}");
        var choices = await Loadable.FromAsync(async () => (await messages.SendAsync(callers, new ListUpstreamChoices(), _untilLeft)).All, _untilLeft);
        _choices = choices.Value ?? [];
        await LookAsync();
    }

    // What was seen before stays until the new answer is here; of two questions the later one counts.
    private async Task LookAsync()
    {
        var look = ++_looks;
        if (_problem is { } unread)
        {
            // An address that is not understood means nothing, least of all everything.
            (_preview, _looking) = (new(null, unread), false);
            return;
        }

        _looking = true;
        StateHasChanged();
        var preview = await Loadable.FromAsync(() => messages.SendAsync(callers, new PreviewBatch(Order), _untilLeft), _untilLeft);
        if (look != _looks)
        {
            return;
        }

        (_preview, _looking) = (preview.Value is null ? new(_preview.Value, preview.Problem) : preview, false);
        if (_cap is null && preview.Value?.Cost.ToUsd is { } cost)
        {
            // A proposal: a half more than is expected, in whole cents.
            _cap = Math.Ceiling(cost * 150) / 100;
        }
    }

    private async Task OrderAsync()
    {
        if (_busy || Preview is not { } preview)
        {
            return;
        }

        if (_cap is not { } cap)
        {
            _refusal = BatchesText.CapNeeded;
            return;
        }

        _busy = true;
        var order = new OrderBatch(Order, _name ?? "", _why, new(cap, _concurrency, _perMinute), preview.Cost.PerCallUsd);
        var ordered = await Loadable.FromAsync(() => messages.SendAsync(callers, order, _untilLeft), _untilLeft);
        (_refusal, _busy) = (ordered.Problem ?? ordered.Value?.Refusal, false);
        if (ordered.Value?.Run is { } run)
        {
            navigation.NavigateTo($"/batches/{run.Id}");
        }
    }
}
