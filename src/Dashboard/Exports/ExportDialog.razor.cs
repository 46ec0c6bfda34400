using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Exports;

/// <summary>Asks as what, starts the download and shows how far it is. Closing it lets the download go on.</summary>
public sealed partial class ExportDialog(Messages messages, CallerSource callers, TimeProvider time)
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private ExportStatus? _status;
    private ExportFormat _format;
    private bool _bodies;
    private bool _everything;
    private bool _busy;
    private string? _problem;

    /// <summary>What the page lists.</summary>
    [Parameter, EditorRequired] public required ExchangeFilter Filter { get; set; }

    /// <summary>The rows that are chosen; empty = none are, and everything listed is offered.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<Guid> Chosen { get; set; }

    /// <summary>How many the page lists in all; null = not known.</summary>
    [Parameter, EditorRequired] public long? Count { get; set; }

    /// <summary>The reader wants it gone.</summary>
    [Parameter, EditorRequired] public EventCallback OnClose { get; set; }

    private bool TakesChosen => Chosen.Count > 0 && !_everything;

    private long? Total => TakesChosen ? Chosen.Count : Count;

    private string CountWords => Count is { } count ? Counted(count, ExportText.OneListed, ExportText.ManyListed) : ExportText.UnknownListed;

    // Why nothing can be exported as it is asked now.
    private string? Refusal =>
        TakesChosen ? Chosen.Count > ExportOrder.MostIds
            ? string.Format(CultureInfo.CurrentCulture, ExportText.TooManyChosen, Figures.Count(Chosen.Count), Figures.Count(ExportOrder.MostIds)) : null
        : Filter.Unread is { } error ? VisibleText.Of(Sentences.InWords(error.Message)) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    private static string Counted(long count, string one, string many) => string.Format(CultureInfo.CurrentCulture, count == 1 ? one : many, Figures.Count(count));

    private async Task BeginAsync()
    {
        _busy = true;
        var order = new ExportOrder(Filter, _format, _bodies && _format == ExportFormat.Ndjson)
        {
            Ids = TakesChosen ? [.. Chosen] : [],
        };
        var prepared = await Loadable.FromAsync(() => AskAsync(new PrepareExport(order)), _untilLeft);
        (_busy, _status, _problem) = (false, prepared.Value, prepared.Problem);
        StateHasChanged();
        await WatchAsync();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Often, time);
        try
        {
            while (_status is { State: ExportState.Waiting or ExportState.Running } shown && await timer.WaitForNextTickAsync(_untilLeft))
            {
                _status = await AskAsync(new ExportProgress(shown.Id)) ?? shown with { State = ExportState.Failed };
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (_untilLeft.IsCancellationRequested)
        {
            // The dialog was closed: the browser has the download.
        }
        catch (UnauthorizedAccessException e)
        {
            _problem = e.Message;
        }
    }

    private async Task StopAsync()
    {
        if (_status is { } running)
        {
            _problem = (await Loadable.FromAsync(async () => new Stopped(await AskAsync(new StopExport(running.Id))), _untilLeft)).Problem;
        }
    }

    private Task<T> AskAsync<T>(IRequest<T> message) => messages.SendAsync(callers, message, _untilLeft);

    private sealed record Stopped(bool Was);
}
