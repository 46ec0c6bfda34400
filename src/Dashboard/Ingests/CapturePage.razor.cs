using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Ingests;

namespace Observability.Dashboard.Ingests;

/// <summary>Whether anything was lost: what each ingest says about its spool, renewed as often as they say it.</summary>
public sealed partial class CapturePage(Messages messages, CallerSource callers, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<IReadOnlyList<IngestInstance>> _ingests = Loadable.Loading<IReadOnlyList<IngestInstance>>();

    private DateTimeOffset Now => time.GetUtcNow();

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

    private async Task ListAsync() =>
        _ingests = await Loadable.FromAsync(() => messages.SendAsync(callers, new ListIngests(), _untilLeft), _untilLeft);
}
