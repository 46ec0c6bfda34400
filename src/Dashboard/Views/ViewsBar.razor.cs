using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Views;

/// <summary>The saved views of the requests page: which one is open, the pinned ones, all of them in a menu, and what can be done with them.</summary>
public sealed partial class ViewsBar(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private Loadable<ViewList> _list = Loadable.Loading<ViewList>();
    private IReadOnlyList<ViewPreset> _presets = [];
    private Question? _question;
    private string? _problem;
    private bool _busy;

    /// <summary>The page.</summary>
    [Parameter, EditorRequired] public required RequestsUrl Url { get; set; }

    private IReadOnlyList<ViewSummary> Views => _list.Value?.Views ?? [];

    private string Asked { get; set; } = "";

    private ViewSummary? Open => Views.FirstOrDefault(v => v.Id == Url.View);

    private ViewPreset? Preset => Url.View is null ? _presets.FirstOrDefault(p => p.Query == Asked) : null;

    private bool IsChanged => Open is { } open && ViewQuery.Of(ViewQuery.Applied(open).Url) != Asked;

    private string Title => Open?.Name ?? Preset?.Name ?? (Asked.Length == 0 ? ViewsText.Everything : ViewsText.Menu);

    private IReadOnlyList<string> Notices =>
    [
        .. _list.Problem is { } problem ? [problem] : Array.Empty<string>(),
        .. _question is null && _problem is { } refused ? [refused] : Array.Empty<string>(),
        .. Open is { } open ? ViewQuery.Applied(open).LeftOut : [],
        .. _list.Value is not null && Url.View is not null && Open is null ? [ViewsText.Gone] : Array.Empty<string>(),
    ];

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
        _presets = ViewPreset.All();
        await OpenDefaultAsync();
        await ListAsync();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => Asked = ViewQuery.Of(Url);

    // Only as the page comes: who takes a filter away while he is on it wants to see everything.
    private async Task OpenDefaultAsync()
    {
        if (new Uri(navigation.Uri).Query.Length > 0)
        {
            return;
        }

        var asked = await Loadable.FromAsync(async () => new Answer(await AskAsync(new DefaultView())), _untilLeft);
        if (asked.Value?.View is { } view)
        {
            navigation.NavigateTo(HrefOf(view), replace: true);
        }
    }

    private static string HrefOf(ViewSummary view) => ViewQuery.Applied(view).Url.ToString();

    private async Task ListAsync()
    {
        var list = await Loadable.FromAsync(() => AskAsync(new ListViews()), _untilLeft);
        // What is shown stays when it cannot be asked again.
        _list = list.Value is null ? new(_list.Value, list.Problem) : list;
    }

    private void Ask(Question question) => (_question, _problem) = (question, null);

    private void Close() => (_question, _problem) = (null, null);

    private async Task SaveAsync(SaveView message)
    {
        if (await DoneAsync(message) is { } view)
        {
            navigation.NavigateTo(HrefOf(view));
        }
    }

    private async Task ChangeAsync(IRequest<SavedViewAnswer> message) => await DoneAsync(message);

    private async Task DeleteAsync(ViewSummary view)
    {
        var was = Open;
        var done = await Loadable.FromAsync(async () => new Gone(await AskAsync(new DeleteView(view.Id))), _untilLeft);
        _problem = done.Problem;
        if (_problem is null)
        {
            Close();
            await ListAsync();
            if (was?.Id == view.Id)
            {
                navigation.NavigateTo(Asked.Length == 0 ? ViewPreset.EverythingHref : (Url.List with { View = null }).ToString());
            }
        }
    }

    private async Task<ViewSummary?> DoneAsync(IRequest<SavedViewAnswer> message)
    {
        _busy = true;
        var done = await Loadable.FromAsync(() => AskAsync(message), _untilLeft);
        _busy = false;
        if ((done.Problem ?? done.Value?.Refusal) is { } problem)
        {
            _problem = problem;
            return null;
        }

        Close();
        await ListAsync();
        return done.Value?.View;
    }

    private Task<T> AskAsync<T>(IRequest<T> message) => messages.SendAsync(callers, message, _untilLeft);

    private sealed record Gone(bool Was);

    private sealed record Answer(ViewSummary? View);

    // What is asked for: another name, whether to delete, or, with neither, the name of a new view.
    private sealed record Question(ViewSummary? Renamed, ViewSummary? Deleted);
}
