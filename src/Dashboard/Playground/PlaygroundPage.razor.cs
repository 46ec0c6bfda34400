using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Prompts;
using Observability.Dashboard.Replays;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain;

namespace Observability.Dashboard.Playground;

/// <summary>A call made by hand, sent as often as one likes, its answers beside each other. What it begins with is in its address; what is typed is not.</summary>
public sealed partial class PlaygroundPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    /// <summary>Most answers at once.</summary>
    public const int MostAnswers = 8;

    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private CancellationToken _untilLeft;
    private PlaygroundUrl? _asked;
    private Loadable<Desk> _desk = Loadable.Loading<Desk>();
    private Loadable<IReadOnlyList<PlaygroundEntry>> _history = Loadable.Loading<IReadOnlyList<PlaygroundEntry>>();
    private CallDraft? _draft;
    private DraftAnswer? _from;
    private Guid _opened;
    private bool _edited;
    private string? _note;
    private string? _refused;
    private string? _credential;
    private int _runs = 1;
    private IReadOnlyList<Answer> _answers = [];
    private bool _starts;
    private Shown _shown;
    private IReadOnlyList<string> _prompts = [];
    private string? _promptProblem;
    private (string Name, int Number)? _saved;
    private string? _leavingTo;
    private bool _leaves;

    private enum Shown
    {
        Page,
        New,
        Code,
        Prompt,
        History,
    }

    /// <summary>The exchange it begins with; <see cref="PlaygroundUrl"/> reads it and the others.</summary>
    [SupplyParameterFromQuery] public string? From { get; set; }

    /// <summary>The version of a prompt it begins with.</summary>
    [SupplyParameterFromQuery] public string? Prompt { get; set; }

    /// <summary>The entry of the history it begins with.</summary>
    [SupplyParameterFromQuery] public string? Run { get; set; }

    private UpstreamChoice? Upstream => _draft is { } draft ? _desk.Value?.Choices.Find(draft.Upstream) : null;

    private bool IsRunning => _answers.Any(a => a.IsRunning);

    private bool IsLosable => !_leaves && (_edited || IsRunning);

    private bool CanSend => _draft is not null && !IsRunning && Obstacle is null;

    private string SendLabel => _runs > 1 ? string.Format(CultureInfo.CurrentCulture, PlaygroundText.SendTimes, _runs) : PlaygroundText.Send;

    // The entry of the history that is open.
    private PlaygroundEntry? Entry => _asked?.Run is { } run ? _history.Value?.FirstOrDefault(e => e.Id == run) : null;

    private bool HasCredential => !string.IsNullOrWhiteSpace(_credential);

    // What is still missing of the exchange the call began as.
    private IReadOnlyList<DraftGap> Blocking => _from is not { } from || _draft is not { } draft ? [] : from.Blocking(
        CallChanges.None with
        {
            Query = _values,
            WholeBody = draft.Body.Equals(from.Draft?.Body) ? null : draft.Body,
            Upstream = draft.Upstream == from.Draft?.Upstream ? null : Upstream,
        },
        HasCredential);

    // Why it cannot be sent as it is now.
    private string? Obstacle =>
        _desk.Value is { Access: < Access.Replay } ? ReplayLinkText.NoAccess
        : _draft is not { } draft ? null
        : Upstream is null ? string.Format(CultureInfo.CurrentCulture, FormText.UpstreamGone, draft.Upstream)
        : _refused ?? DraftEditor.FaultOf(draft)?.Sentence ?? (Blocking is [var gap, ..] ? gap.Sentence : null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var url = PlaygroundUrl.Parse(new Uri(navigation.Uri).Query);
        if (url.ToString() != _asked?.ToString())
        {
            _asked = url;
            await LoadAsync();
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_starts)
        {
            // The columns are drawn now.
            _starts = false;
            var answers = _answers;
            await Task.WhenAll(answers.Select(a => a.View!.StartAsync()));
            foreach (var answer in answers)
            {
                answer.HasEnded = true;
            }

            StateHasChanged();
        }
    }

    private async Task LoadAsync()
    {
        var url = _asked!;
        var found = await Loadable.FromAsync(() => FindAsync(url), _untilLeft);
        if (!ReferenceEquals(url, _asked))
        {
            return;
        }

        _desk = new(found.Value?.Desk ?? _desk.Value, found.Problem);
        if (found.Value is { } begin)
        {
            (_from, _note, _answers, _leaves) = (begin.From, begin.Note, [], false);
            _values.Clear();
            Show(begin.Draft);
        }

        await ListAsync();
    }

    private async Task<Beginning> FindAsync(PlaygroundUrl url)
    {
        var desk = new Desk(
            (await callers.CurrentAsync(_untilLeft)).Access,
            await messages.SendAsync(callers, new ListUpstreamChoices(), _untilLeft),
            (await messages.SendAsync(callers, new WhereIngestIs(), _untilLeft)).SeenFrom(navigation.Uri));
        if (url.From is { } exchange)
        {
            var answer = await messages.SendAsync(callers, new DraftOf(exchange), _untilLeft);
            return new(desk, answer?.Draft, answer, answer is null ? PlaygroundText.RequestGone : null);
        }

        if (url.Run is { } run)
        {
            var opened = await messages.SendAsync(callers, new OpenPlaygroundRun(run), _untilLeft);
            return new(desk, opened?.Draft, null, opened is null ? PlaygroundText.EntryGone
                : opened.BodyLost is { } bytes ? string.Format(CultureInfo.CurrentCulture, PlaygroundText.BodyLost, Figures.Size(bytes)) : null);
        }

        if (url.Prompt is { } version)
        {
            var prompt = await messages.SendAsync(callers, new DraftOfPrompt(version, url.Values), _untilLeft);
            return new(desk, prompt.Draft, null, prompt.Refusal
                ?? (prompt.Missing.Count > 0 ? string.Format(CultureInfo.CurrentCulture, PlaygroundText.ValuesMissing, string.Join(", ", prompt.Missing)) : null));
        }

        return new(desk, FirstOf(desk.Choices), null, null);
    }

    // Where most is likely to work: a credential is stored, and something answered lately.
    private static CallDraft? FirstOf(UpstreamChoices choices) =>
        choices.All.OrderByDescending(u => u.Models.Count > 0).ThenByDescending(u => u.HasCredential).FirstOrDefault() is { } upstream
            ? FirstDraft.Of(upstream, FirstDraft.FormatsOf(upstream.Family)[0], upstream.Models is [var model, ..] ? model : "")
            : null;

    private async Task ListAsync() => _history = await Loadable.FromAsync(() => messages.SendAsync(callers, new ListPlaygroundRuns(), _untilLeft), _untilLeft);

    private void Show(CallDraft? draft) => (_draft, _edited, _refused, _saved, _opened) = (draft, false, null, null, Guid.CreateVersion7());

    private void Edit(CallDraft draft) => (_draft, _edited) = (draft, true);

    private void Begin(CallDraft draft)
    {
        Close();
        (_from, _note) = (null, null);
        _values.Clear();
        Show(draft);
        if (_asked?.ToString() != PlaygroundUrl.Path)
        {
            _asked = PlaygroundUrl.Empty;
            navigation.NavigateTo(PlaygroundUrl.Path, replace: true);
        }
    }

    private void OpenEntry(Guid run)
    {
        Close();
        navigation.NavigateTo((PlaygroundUrl.Empty with { Run = run }).ToString());
    }

    private void FillValue((string Name, string? Value) filled)
    {
        if (string.IsNullOrEmpty(filled.Value))
        {
            _values.Remove(filled.Name);
        }
        else
        {
            _values[filled.Name] = filled.Value;
        }
    }

    private async Task SendAsync()
    {
        // What was filled in is a secret: it is sent, and not kept.
        if (!CanSend || _draft is not { } draft || (CallChanges.None with { Query = _values }).ApplyTo(draft) is not { Draft: { } sent })
        {
            return;
        }

        Sensitive<string>? credential = HasCredential ? new Sensitive<string>(_credential!.Trim()) : null;
        var kept = await Loadable.FromAsync(async () => new Kept(await messages.SendAsync(callers, new KeepPlaygroundRun(draft), _untilLeft)), _untilLeft);
        (_note, _edited) = (kept.Problem, _edited && kept.Value?.Run is null);
        _answers = [.. Enumerable.Range(0, _runs).Select(_ => new Answer(sent, credential, kept.Value?.Run))];
        _starts = true;
    }

    private Task StopAsync() => Task.WhenAll(_answers.Select(a => a.View?.StopAsync() ?? Task.CompletedTask));

    private async Task EndedAsync(Answer answer, AnswerEnd end)
    {
        answer.HasEnded = true;
        if (answer.Run is { } run && end.Ending != AnswerEnding.Refused)
        {
            await Loadable.FromAsync(async () => (object)await messages.SendAsync(callers, new AddPlaygroundAnswer(run, end.ExchangeId), _untilLeft), _untilLeft);
        }

        if (!IsRunning)
        {
            await ListAsync();
        }
    }

    private async Task ForgetAsync(Guid? id)
    {
        var done = await Loadable.FromAsync(async () => (object)await messages.SendAsync(callers, new ForgetPlayground(id), _untilLeft), _untilLeft);
        await ListAsync();
        _history = _history with { Problem = done.Problem ?? _history.Problem };
    }

    private async Task OpenPromptAsync()
    {
        var list = await Loadable.FromAsync(() => messages.SendAsync(callers, new ListPrompts(null, false), _untilLeft), _untilLeft);
        (_prompts, _promptProblem, _shown) = ([.. list.Value?.Prompts.Where(p => !p.Partial).Select(p => p.Name) ?? []], list.Problem, Shown.Prompt);
    }

    private async Task SavePromptAsync(CallDraft draft, SavePrompt.PromptWish wish)
    {
        var done = await Loadable.FromAsync(() => messages.SendAsync(callers, DraftPrompt.Of(draft, wish.Name, wish.Note), _untilLeft), _untilLeft);
        _promptProblem = done.Problem ?? done.Value?.Refusal;
        if (_promptProblem is null && done.Value?.Number is { } number)
        {
            // What is sent from now on was made from this version.
            (_saved, _draft, _edited) = ((wish.Name, number), draft with { PromptId = string.Create(CultureInfo.InvariantCulture, $"{wish.Name}@{number}") }, false);
            Close();
        }
    }

    private void Close() => _shown = Shown.Page;

    private string WhyOf(Answer answer) => _answers.Count > 1
        ? string.Create(CultureInfo.InvariantCulture, $"Playground, run {_answers.ToList().IndexOf(answer) + 1} of {_answers.Count}")
        : "Playground";

    private void AskBeforeLeaving(LocationChangingContext context)
    {
        var to = navigation.ToAbsoluteUri(context.TargetLocation);
        if (IsLosable && !(to.AbsolutePath == PlaygroundUrl.Path && PlaygroundUrl.Parse(to.Query).ToString() == _asked?.ToString()))
        {
            context.PreventNavigation();
            _leavingTo = context.TargetLocation;
        }
    }

    private void Leave()
    {
        var to = _leavingTo;
        (_leavingTo, _leaves) = (null, true);
        navigation.NavigateTo(to!);
    }

    private sealed record Desk(Access Access, UpstreamChoices Choices, string Ingest);

    private sealed record Beginning(Desk Desk, CallDraft? Draft, DraftAnswer? From, string? Note);

    private sealed record Kept(Guid? Run);

    /// <summary>One answer and what it is the answer to.</summary>
    private sealed class Answer(CallDraft draft, Sensitive<string>? credential, Guid? run)
    {
        public CallDraft Draft => draft;

        public Sensitive<string>? Credential => credential;

        /// <summary>The entry of the history; null = none was made.</summary>
        public Guid? Run => run;

        public AnswerColumn? View { get; set; }

        public bool HasEnded { get; set; }

        public bool IsRunning => !HasEnded && View is null or { IsRunning: true };
    }
}
