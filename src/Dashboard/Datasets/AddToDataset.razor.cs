using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Exports;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Datasets;

/// <summary>A button, and the dialog that copies requests into a dataset, portion by portion.</summary>
public sealed partial class AddToDataset(Messages messages, CallerSource callers)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<IReadOnlyList<DatasetSummary>> _datasets = Loadable.Loading<IReadOnlyList<DatasetSummary>>();
    private AddedExchanges? _sum;
    private Guid? _dataset;
    private string _into = "";
    private string _name = "";
    private bool _everything;
    private bool _open;
    private bool _busy;
    private bool _stopped;
    private string? _problem;

    /// <summary>What the page lists; null = only what is chosen can be added.</summary>
    [Parameter] public ExchangeFilter? Filter { get; set; }

    /// <summary>The requests that are chosen; empty = none are, and everything listed is added.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<Guid> Chosen { get; set; }

    /// <summary>How many the page lists in all; null = not known.</summary>
    [Parameter] public long? Count { get; set; }

    /// <summary>Classes of the button.</summary>
    [Parameter] public string Class { get; set; } = "";

    /// <summary>Whether the button has words beside its icon.</summary>
    [Parameter] public bool HasLabel { get; set; }

    private bool HasList => Filter is not null;

    private bool TakesChosen => Chosen.Count > 0 && !_everything;

    private string CountWords => Count is { } count ? Counted(count, AddToDatasetText.OneListed, AddToDatasetText.ManyListed) : AddToDatasetText.UnknownListed;

    // Why nothing can be added as it is asked now.
    private string? Refusal =>
        TakesChosen ? Chosen.Count > ExportOrder.MostIds
            ? string.Format(CultureInfo.CurrentCulture, AddToDatasetText.TooManyChosen, Figures.Count(Chosen.Count), Figures.Count(ExportOrder.MostIds)) : null
        : Filter?.Unread is { } error ? VisibleText.Of(Sentences.InWords(error.Message)) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    private static string Counted(long count, string one, string many) => string.Format(CultureInfo.CurrentCulture, count == 1 ? one : many, Figures.Count(count));

    private async Task OpenAsync()
    {
        (_open, _sum, _problem, _everything) = (true, null, null, false);
        _datasets = await Loadable.FromAsync(() => AskAsync(new ListDatasets()), _untilLeft);
        // What was filled last is most likely filled on.
        _into = _datasets.Value is [var last, ..] ? last.Id.ToString() : "";
    }

    private void Close() => _open = false;

    private async Task AddAsync()
    {
        (_busy, _stopped, _problem) = (true, false, null);
        _dataset = _into.Length > 0 ? Guid.Parse(_into, CultureInfo.InvariantCulture) : await CreateAsync();
        if (_dataset is { } dataset)
        {
            await CopyAsync(TakesChosen ? AddExchanges.Of(dataset, Chosen) : AddExchanges.Of(dataset, Filter!));
        }

        _busy = false;
    }

    private async Task CopyAsync(AddExchanges message)
    {
        _sum = AddedExchanges.None;
        do
        {
            var added = await Loadable.FromAsync(async () => new Portion(await AskAsync(message)), _untilLeft);
            if (added.Value?.Added is not { } portion)
            {
                _problem = added.Problem ?? DatasetsText.Gone;
                return;
            }

            _sum = _sum.And(portion);
            message = message with { Place = portion.Next };
            StateHasChanged();
        }
        while (message.Place is not null && !_stopped && _open && !_untilLeft.IsCancellationRequested);
    }

    private async Task<Guid?> CreateAsync()
    {
        var made = await Loadable.FromAsync(() => AskAsync(new CreateDataset(_name, "")), _untilLeft);
        _problem = made.Problem ?? made.Value?.Refusal;
        return made.Value?.Dataset?.Id;
    }

    private Task<T> AskAsync<T>(IRequest<T> message) => messages.SendAsync(callers, message, _untilLeft);

    private sealed record Portion(AddedExchanges? Added);
}
