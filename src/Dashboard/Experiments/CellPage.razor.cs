using Microsoft.AspNetCore.Components;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Experiments;

/// <summary>One answer of an experiment: what was asked, what was expected, what the baseline said, what it scored, and a score by hand.</summary>
public sealed partial class CellPage(Messages messages, CallerSource callers)
{
    private readonly CancellationTokenSource _gone = new();
    private Loadable<Shown> _shown = Loadable.Loading<Shown>();
    private (Guid, int)? _loaded;
    private string? _problem;
    private bool _busy;

    /// <summary>The experiment.</summary>
    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The answer's place.</summary>
    [Parameter]
    public int Position { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_loaded != (Id, Position))
        {
            _loaded = (Id, Position);
            _problem = null;
            await LoadAsync();
        }
    }

    private async Task LoadAsync() => _shown = await Loadable.FromAsync(
        async () => new Shown(
            await messages.SendAsync(callers, new OneCell(Id, Position), _gone.Token),
            (await callers.CurrentAsync(_gone.Token)).Access >= Access.Annotate),
        _gone.Token);

    private async Task ScoreAsync(ScoreByHand score)
    {
        _busy = true;
        var scored = await Loadable.FromAsync(() => messages.SendAsync(callers, score, _gone.Token), _gone.Token);
        (_busy, _problem) = (false, scored.Problem ?? scored.Value?.Refusal);
        if (_problem is null)
        {
            await LoadAsync();
        }
    }

    private sealed record Shown(CellDetail? Cell, bool MayScore);
}
