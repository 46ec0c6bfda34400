using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Runs;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Experiments;

/// <summary>One experiment: how far it is, what each variant came to, how they compare, and every answer.</summary>
public sealed partial class ShowExperimentPage(Messages messages, CallerSource callers, TimeProvider time)
{
    private const int RowsOfPage = 25;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<Shown> _shown = Loadable.Loading<Shown>();
    private (Guid, string?, int)? _loaded;
    private string? _problem;
    private bool _deciding;
    private bool _withheld;

    /// <summary>The experiment.</summary>
    [Parameter]
    public Guid Id { get; set; }

    /// <summary>Which rows: <c>worse</c> = only those on which a variant is worse than the baseline; null = all, those first.</summary>
    [SupplyParameterFromQuery(Name = "rows")]
    public string? Rows { get; set; }

    /// <summary>Which page of them, from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int Page { get; set; }

    private bool WorseOnly => Rows == "worse";

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _untilLeft = _gone.Token;
        using var timer = new PeriodicTimer(Between, time);
        do
        {
            await LoadAsync();
            StateHasChanged();
        }
        while (_shown.Value?.Detail?.IsOver != true && await timer.WaitForNextTickAsync(_untilLeft));
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_loaded is not null && _loaded != (Id, Rows, Page))
        {
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        _loaded = (Id, Rows, Page);
        var found = await Loadable.FromAsync(ShowAsync, _untilLeft);
        // What was shown stays while the database is silent.
        _shown = found.Value is null && _shown.Value is { } stale && found.Problem is not null ? new(stale, found.Problem) : found;
    }

    private async Task<Shown> ShowAsync()
    {
        var caller = await callers.CurrentAsync(_untilLeft);
        var allowed = caller.Access >= Access.Replay;
        _withheld = !caller.SeesBodies;
        if (await messages.SendAsync(callers, new OneExperiment(Id), _untilLeft) is not { } detail)
        {
            return new(null, [], allowed, 1, 1);
        }

        var order = Enumerable.Range(1, detail.Experiment.RowCount).Where(r => !WorseOnly || detail.Worse.ContainsKey(r))
            .OrderByDescending(r => detail.Worse.GetValueOrDefault(r)).ThenBy(r => r).ToList();
        var pages = Math.Max(1, (order.Count + RowsOfPage - 1) / RowsOfPage);
        var page = Math.Clamp(Page, 1, pages);
        var rows = _withheld ? [] : await messages.SendAsync(callers, new ExperimentGrid(Id, [.. order.Skip((page - 1) * RowsOfPage).Take(RowsOfPage)]), _untilLeft);
        return new(detail, rows ?? [], allowed, page, pages);
    }

    private async Task<bool> DecideAsync(DecideRun decision)
    {
        _deciding = true;
        var decided = await Loadable.FromAsync(() => messages.SendAsync(callers, decision, _untilLeft), _untilLeft);
        (_deciding, _problem) = (false, decided.Problem ?? decided.Value?.Refusal);
        if (_problem is not null)
        {
            return false;
        }

        await LoadAsync();
        return true;
    }

    private sealed record Shown(ExperimentDetail? Detail, IReadOnlyList<GridRow> Rows, bool Allowed, int Page, int Pages);
}
