using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Live;
using Observability.Dashboard.Projects;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Upstreams;
using Observability.Domain.Keys;

namespace Observability.Dashboard.Connect;

/// <summary>From what somebody has to the first request: the exact lines to paste, and lights that turn green as the headers arrive. All it shows follows from its URL.</summary>
public sealed partial class ConnectPage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed, TimeProvider time)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private ConnectUrl _url = ConnectUrl.Home;
    private Loadable<Desk> _desk = Loadable.Loading<Desk>();
    private LightReport? _report;
    private CreatedKey? _created;
    private string? _problem;
    private IDisposable? _subscription;

    // Blazor calls OnParametersSet when one of these changes; ConnectUrl reads them, all at once.
    [SupplyParameterFromQuery] public string? Have { get; set; }

    [SupplyParameterFromQuery] public string? As { get; set; }

    [SupplyParameterFromQuery] public string? State { get; set; }

    [SupplyParameterFromQuery] public string? Upstream { get; set; }

    [SupplyParameterFromQuery] public string? Key { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync()
    {
        _untilLeft = _gone.Token;
        return LoadAsync();
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        _url = ConnectUrl.Parse(new Uri(navigation.Uri).Query);
        return LookAsync();
    }

    private async Task LoadAsync() => _desk = await Loadable.FromAsync(async () =>
    {
        if (_subscription is null)
        {
            var project = (await callers.CurrentAsync(_untilLeft)).ProjectId;
            _untilLeft.ThrowIfCancellationRequested();
            _subscription ??= feed.Subscribe(project, () => InvokeAsync(LookAgainAsync));
        }

        var now = time.GetUtcNow();
        return new Desk(
            (await messages.SendAsync(callers, new WhereIngestIs(), _untilLeft)).SeenFrom(navigation.Uri),
            (await messages.SendAsync(callers, new ThisProject(), _untilLeft)).DefaultUpstream,
            await messages.SendAsync(callers, new ListUpstreams(), _untilLeft),
            [.. (await messages.SendAsync(callers, new ListKeys(), _untilLeft)).Where(k => k is { Kind: KeyKind.Write, RevokedAt: null, Handling.Client: not KeyClient.Replay } && !(k.ExpiresAt <= now))]);
    }, _untilLeft);

    // The lights of the chosen key. Between two looks the key may have been changed.
    private async Task LookAsync()
    {
        if (_url.Key is not { } key)
        {
            _report = null;
            return;
        }

        var seen = await Loadable.FromAsync(async () => new Seen(await messages.SendAsync(callers, new ConnectionLights(key), _untilLeft)), _untilLeft);
        if (_url.Key == key)
        {
            (_report, _problem) = (seen.Value?.Report ?? (seen.Problem is null ? null : _report), seen.Problem);
        }
    }

    private async Task LookAgainAsync()
    {
        await LookAsync();
        StateHasChanged();
    }

    private async Task CreateAsync(string name)
    {
        var wish = new CreateKey(name, KeyKind.Write, null) { Handling = KeyHandling.Default with { Client = ConnectWords.ClientOf(_url) } };
        if (wish.Refuse(time.GetUtcNow()) is { } refusal)
        {
            _problem = refusal;
            return;
        }

        var made = await Loadable.FromAsync(() => messages.SendAsync(callers, wish, _untilLeft), _untilLeft);
        (_created, _problem) = (made.Value, made.Problem);
        if (made.Value is { } key)
        {
            await LoadAsync();
            Go(_url with { Key = key.Summary.Id });
        }
    }

    private void Go(ConnectUrl url) => navigation.NavigateTo(url.ToString(), new NavigationOptions { ReplaceHistoryEntry = true });

    private IReadOnlyList<UpstreamSummary> Suiting(Desk desk) => [.. desk.Upstreams.Where(u => _url.Producer switch
    {
        Producer.Ollama => u.Format == "ollama",
        Producer.Azure => u.Format == "azure",
        Producer.OpenWebUIApi => u.Format == "openwebui",
        _ => u.Format is not ("azure" or "openwebui"),
    })];

    private UpstreamSummary? ChosenIn(Desk desk)
    {
        var suiting = Suiting(desk);
        return suiting.FirstOrDefault(u => u.Name == _url.Upstream) ?? suiting.FirstOrDefault(u => u.Name == desk.DefaultUpstream) ?? (suiting is [var first, ..] ? first : null);
    }

    // Azure has no upstream until somebody gives it an address; its guide begins with that.
    private ConnectTarget? TargetOf(Desk desk)
    {
        var chosen = ChosenIn(desk);
        if (chosen is null && _url.Producer is not Producer.Azure)
        {
            return null;
        }

        return new(
            desk.Ingest,
            _created is { } made && made.Summary.Id == _url.Key ? made.Text.Value : ConnectTarget.KeyPlace,
            chosen?.Name ?? "azure",
            chosen is not null && chosen.Name == desk.DefaultUpstream,
            chosen?.Format ?? "azure",
            chosen is not null && new Uri(chosen.BaseUrl).AbsolutePath.Trim('/').Length > 0,
            chosen?.CredentialHint is not null);
    }

    private sealed record Desk(string Ingest, string DefaultUpstream, IReadOnlyList<UpstreamSummary> Upstreams, IReadOnlyList<KeySummary> Keys);

    private sealed record Seen(LightReport? Report);
}
