using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Experiments;

/// <summary>The project's experiments, newest first.</summary>
public sealed partial class ExperimentsPage(Messages messages, CallerSource callers, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<ExperimentList> _page = Loadable.Loading<ExperimentList>();
    private Guid? _listed;
    private bool _allowed;

    /// <summary>The experiment after which the page begins; null = the newest.</summary>
    [SupplyParameterFromQuery(Name = "before")]
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
    protected override async Task OnParametersSetAsync()
    {
        if (_listed != Before)
        {
            await ListAsync();
        }
    }

    private async Task ListAsync()
    {
        _listed = Before;
        _page = await Loadable.FromAsync(async () =>
        {
            _allowed = (await callers.CurrentAsync(_untilLeft)).Access >= Access.Replay;
            return await messages.SendAsync(callers, new ListExperiments(Before), _untilLeft);
        }, _untilLeft);
    }
}
