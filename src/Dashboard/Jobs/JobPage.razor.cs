using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Jobs;

/// <summary>One job: its state and its runs, newest first.</summary>
public sealed partial class JobPage(Messages messages, CallerSource callers, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<Told> _told = Loadable.Loading<Told>();
    private string? _problem;

    /// <summary>The job.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    /// <summary>The run after which the page begins; null = the newest.</summary>
    [SupplyParameterFromQuery]
    public Guid? Before { get; set; }

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
            await ListAsync();
            StateHasChanged();
        }
        while (await timer.WaitForNextTickAsync(_untilLeft));
    }

    /// <inheritdoc/>
    // Only for another page of runs: the first is asked for above, and what begins there goes on until the page is left.
    protected override Task OnParametersSetAsync() => ListAsync();

    private async Task ListAsync() => _told = await Loadable.FromAsync(
        async () => new Told(
            await messages.SendAsync(callers, new OneJob(Name, Before), _untilLeft),
            (await callers.CurrentAsync(_untilLeft)).Access >= Access.Admin),
        _untilLeft);

    private async Task OrderAsync(OrderJob order)
    {
        var ordered = await Loadable.FromAsync(() => messages.SendAsync(callers, order, _untilLeft), _untilLeft);
        _problem = ordered.Problem ?? ordered.Value?.Refusal;
        await ListAsync();
    }

    private sealed record Told(JobHistory? History, bool Allowed);
}
