using MediatR;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Conversations;

/// <summary>One conversation as it was led. All it shows follows from its URL; what arrives meanwhile is added where it belongs.</summary>
public sealed partial class OneConversationPage(Messages messages, CallerSource callers, NavigationManager navigation, ExchangeFeed feed, TimeProvider time)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(0.5);

    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<Guid, TurnContent> _contents = [];
    private CancellationToken _untilLeft;
    private ConversationUrl _url = new("", ConversationPlace.End);
    private ConversationUrl? _opened;
    private Loadable<ConversationDetail> _detail = Loadable.Loading<ConversationDetail>();
    private IDisposable? _subscription;
    private bool _withheld;

    /// <summary>Told by the router; the address itself is read, because a session may hold any letters.</summary>
    [Parameter] public string? Session { get; set; }

    [SupplyParameterFromQuery(Name = "turn")] public string? Through { get; set; }

    [SupplyParameterFromQuery] public string? First { get; set; }

    [SupplyParameterFromQuery] public string? Before { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        _url = ConversationUrl.Parse(new(navigation.Uri));
        if (_opened != _url)
        {
            await OpenAsync();
        }
    }

    private async Task OpenAsync()
    {
        var place = _url;
        _opened = place;
        var answer = await Loadable.FromAsync(async () =>
        {
            await SubscribeAsync();
            return new Found(await ReadAsync(place.Session, place.Place));
        }, _untilLeft);
        if (_opened == place)
        {
            var detail = answer.Value?.Detail;
            Forget(detail);
            _detail = new(detail, answer.Problem ?? (answer.Value is { Detail: null } ? ConversationsText.NoSuch : null));
        }
    }

    // Before the rows are asked for, so that nothing falls between the two.
    private async Task SubscribeAsync()
    {
        if (_subscription is null)
        {
            var project = (await callers.CurrentAsync(_untilLeft)).ProjectId;
            _untilLeft.ThrowIfCancellationRequested();
            _subscription ??= feed.Subscribe(project, () => InvokeAsync(ArrivedAsync));
        }
    }

    // The turns shown stay where they are: new ones come after them, and what belongs to one of them is added to it.
    private async Task ArrivedAsync()
    {
        try
        {
            var place = _opened;
            if (place is not { Place.Before: null } || _untilLeft.IsCancellationRequested)
            {
                return;
            }

            var shown = _detail.Value;
            var detail = await ReadAsync(place.Session, shown is null ? place.Place : place.Place with { First = shown.First });
            if (_opened == place && detail is not null)
            {
                Forget(detail);
                _detail = new(detail, null);
                StateHasChanged();
            }

            await Task.Delay(Rest, time, _untilLeft);
        }
        catch (OperationCanceledException) when (_untilLeft.IsCancellationRequested)
        {
            // The reader left while the turns were on their way.
        }
    }

    private async Task<ConversationDetail?> ReadAsync(string session, ConversationPlace place)
    {
        if (await AskAsync(new OneConversation(session, place)) is not { } detail)
        {
            return null;
        }

        // Bodies do not change: only turns that are new, or have gone on, are read.
        var unread = detail.Turns.Where(t => !_contents.TryGetValue(t.Turn.Id, out var known) || known.Of != t.Turn.Steps.Count).ToList();
        _withheld = !(await callers.CurrentAsync(_untilLeft)).SeesBodies;
        if (unread.Count > 0 && !_withheld)
        {
            var read = await AskAsync(new TurnContents([.. unread.Select(t => (IReadOnlyList<Guid>)[.. t.Turn.Steps.Select(s => s.Id)])]));
            foreach (var content in read)
            {
                _contents[content.Turn] = content;
            }
        }

        return detail;
    }

    private void Forget(ConversationDetail? allBut)
    {
        var kept = allBut?.Turns.Select(t => t.Turn.Id).ToHashSet() ?? [];
        foreach (var gone in _contents.Keys.Where(k => !kept.Contains(k)).ToList())
        {
            _contents.Remove(gone);
        }
    }

    private Task<T> AskAsync<T>(IRequest<T> message) => messages.SendAsync(callers, message, _untilLeft);

    private sealed record Found(ConversationDetail? Detail);
}
