using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Runs;

/// <summary>The project's batches, the newest first.</summary>
public sealed partial class BatchesPage(Messages messages, CallerSource callers, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<RunPage> _page = Loadable.Loading<RunPage>();

    /// <summary>The run after which the page begins; null = the newest.</summary>
    [SupplyParameterFromQuery(Name = "before")] public Guid? Before { get; set; }

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
        while (await timer.WaitForNextTickAsync(_untilLeft))
        {
            await ListAsync();
            StateHasChanged();
        }
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => ListAsync();

    private async Task ListAsync()
    {
        var before = Before;
        var page = await Loadable.FromAsync(() => messages.SendAsync(callers, new ListRuns(BatchKind.Batch, before), _untilLeft), _untilLeft);
        if (before == Before)
        {
            _page = page.Value is null ? new(_page.Value, page.Problem) : page;
        }
    }
}
