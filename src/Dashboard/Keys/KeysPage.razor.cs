using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Keys;

/// <summary>The project's keys: made here, shown once, revoked here.</summary>
public sealed partial class KeysPage(Messages messages, CallerSource callers, Microsoft.AspNetCore.Components.NavigationManager navigation, TimeProvider time)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<IReadOnlyList<KeySummary>> _keys = Loadable.Loading<IReadOnlyList<KeySummary>>();
    private Loadable<KeyUsage> _usage = Loadable.Loading<KeyUsage>();
    private CreatedKey? _created;
    private KeySummary? _revoking;
    private KeySummary? _handled;
    private string _ingest = "";
    private string? _problem;
    private bool _creating;
    private bool _busy;

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
        await ListAsync();
        StateHasChanged();
        _usage = await Loadable.FromAsync(() => messages.SendAsync(callers, ListKeyUsage.LastMonth(Now), _untilLeft), _untilLeft);
    }

    private async Task ListAsync() => _keys = await Loadable.FromAsync(async () =>
    {
        _ingest = (await messages.SendAsync(callers, new WhereIngestIs(), _untilLeft)).SeenFrom(navigation.Uri);
        return await messages.SendAsync(callers, new ListKeys(), _untilLeft);
    }, _untilLeft);

    private async Task CreateAsync(CreateKey wish)
    {
        _busy = true;
        var made = await Loadable.FromAsync(() => messages.SendAsync(callers, wish, _untilLeft), _untilLeft);
        (_created, _problem, _busy) = (made.Value, made.Problem, false);
        await ListAsync();
    }

    private async Task RevokeAsync(KeySummary key)
    {
        var done = await Loadable.FromAsync(async () => (object)await messages.SendAsync(callers, new RevokeKey(key.Id), _untilLeft), _untilLeft);
        if (done.Problem is { } problem)
        {
            _problem = problem;
            return;
        }

        Close();
        await ListAsync();
    }

    private async Task SaveHandlingAsync(KeySummary key, KeyHandling handling)
    {
        var done = await Loadable.FromAsync(
            async () => new Saved(await messages.SendAsync(callers, new SaveKeyAlterations(key.Id, handling), _untilLeft)), _untilLeft);
        _problem = done.Problem ?? (done.Value?.Key is null ? KeyHandlingText.Gone : null);
        if (_problem is null)
        {
            Close();
            await ListAsync();
        }
    }

    private void Close() => (_creating, _created, _revoking, _handled, _problem) = (false, null, null, null, null);

    private sealed record Saved(KeySummary? Key);
}
