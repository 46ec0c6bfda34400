using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Redaction;

namespace Observability.Dashboard.Redaction;

/// <summary>A project's redaction: chosen by an admin, seen by everybody, and tried out on a text.</summary>
public sealed partial class RedactionSettings(Messages messages, CallerSource callers)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<RedactionSetting> _setting = Loadable.Loading<RedactionSetting>();
    private RedactionMode? _chosen;
    private TriedRedaction? _tried;
    private string? _problem;
    private string _text = "";
    private bool _mayChange;
    private bool _isSaved;
    private bool _busy;

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
        _mayChange = (await callers.CurrentAsync(_untilLeft)).Access >= Access.Admin;
        await LoadAsync();
    }

    private async Task LoadAsync() =>
        _setting = await Loadable.FromAsync(() => messages.SendAsync(callers, new ThisRedaction(), _untilLeft), _untilLeft);

    private RedactionMode Chosen(RedactionSetting setting) => _chosen ?? setting.Mode;

    private void Choose(RedactionMode mode) => (_chosen, _isSaved, _problem) = (mode, false, null);

    private async Task SaveAsync()
    {
        if (_setting.Value is not { } setting)
        {
            return;
        }

        _busy = true;
        var saved = await Loadable.FromAsync(() => messages.SendAsync(callers, new SaveRedaction(Chosen(setting)), _untilLeft), _untilLeft);
        (_busy, _problem, _isSaved) = (false, saved.Problem, saved.Problem is null);
        if (saved.Value is not null)
        {
            (_setting, _chosen) = (saved, null);
        }
    }

    private async Task TryAsync()
    {
        var tried = await Loadable.FromAsync(() => messages.SendAsync(callers, new TryRedaction(_text), _untilLeft), _untilLeft);
        (_tried, _problem) = (tried.Value, tried.Problem);
    }
}
