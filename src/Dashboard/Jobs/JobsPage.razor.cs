using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Jobs;

/// <summary>What works behind the pages: what runs, ran, failed, and when it is next. An admin can run, pause and resume.</summary>
public sealed partial class JobsPage(Messages messages, CallerSource callers, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<Told> _told = Loadable.Loading<Told>();
    private string? _problem;

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

    private async Task ListAsync() => _told = await Loadable.FromAsync(
        async () => new Told(
            await messages.SendAsync(callers, new ListJobs(), _untilLeft),
            (await callers.CurrentAsync(_untilLeft)).Access >= Access.Admin),
        _untilLeft);

    private async Task OrderAsync(OrderJob order)
    {
        var ordered = await Loadable.FromAsync(() => messages.SendAsync(callers, order, _untilLeft), _untilLeft);
        _problem = ordered.Problem ?? ordered.Value?.Refusal;
        await ListAsync();
    }

    private sealed record Told(IReadOnlyList<JobStatus> Jobs, bool Allowed);
}
