using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain;

namespace Observability.Dashboard.Replays;

/// <summary>A captured call sent again, as it was or changed, to one model or several at once, beside the original. Where it is sent is in its address.</summary>
public sealed partial class ReplayPage(Messages messages, CallerSource callers, NavigationManager navigation)
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private CancellationToken _untilLeft;
    private Guid? _loaded;
    private ReplayUrl _url = ReplayUrl.Of(Guid.Empty);
    private Loadable<Asked> _asked = Loadable.Loading<Asked>();
    private bool? _mayReplay;
    private CallDraft? _draft;
    private bool _edited;
    private bool _folded;
    private string? _why;
    private string? _credential;
    private string? _credentialFor;
    private string? _wrong;
    private string? _leavingTo;
    private bool _leaves;
    private IReadOnlyList<Column> _columns = [];

    /// <summary>The exchange.</summary>
    [Parameter] public Guid Id { get; set; }

    /// <summary>Where it is sent; <see cref="ReplayUrl"/> reads it.</summary>
    [SupplyParameterFromQuery(Name = "to")] public string[]? To { get; set; }

    private IReadOnlyList<string> Upstreams => [.. Targets.Select(t => t.Upstream).Distinct(StringComparer.Ordinal)];


    private string? Why => string.IsNullOrWhiteSpace(_why) ? null : _why.Trim();

    private bool IsRunning => _columns.Any(c => c.View?.IsRunning == true);

    private bool IsLosable => !_leaves && (_edited || IsRunning);

    private int Sendable => _columns.Count(c => c is { Draft: not null, Refusal: null });

    private bool CanSend => _mayReplay == true && !IsRunning && Sendable > 0;

    // What has been filled in, for the question what is still missing.
    private CallChanges Changes => CallChanges.None with { WholeBody = _edited ? _draft?.Body : null, Query = _values };

    private IReadOnlyList<ReplayTarget> Targets =>
        _asked.Value is not { } asked ? []
        : _url.To.Count > 0 ? [.. _url.To.Take(asked.Bounds.Most)]
        : [new(asked.Original.Row.Upstream, null)];

    private bool HasCredential => !string.IsNullOrWhiteSpace(_credential);

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
        _url = ReplayUrl.Parse(Id, new Uri(navigation.Uri).Query);
        if (_loaded != Id)
        {
            await LoadAsync();
        }

        Prepare();
    }

    private async Task LoadAsync()
    {
        var id = Id;
        (_loaded, _asked, _draft, _edited, _columns, _leaves) = (id, Loadable.Loading<Asked>(), null, false, [], false);
        _folded = false;
        _values.Clear();
        var answer = await Loadable.FromAsync(async () => new Found(await FindAsync(id)), _untilLeft);
        if (_loaded == id)
        {
            _asked = answer.Value is { Asked: null } ? new(null, RequestsText.Gone) : new(answer.Value?.Asked, answer.Problem);
            _draft = _asked.Value?.Answer.Draft;
            Prepare();
        }
    }

    private async Task<Asked?> FindAsync(Guid id)
    {
        _mayReplay = (await callers.CurrentAsync(_untilLeft)).Access >= Access.Replay;
        if (await messages.SendAsync(callers, new DraftOf(id), _untilLeft) is not { } draft
            || await messages.SendAsync(callers, new OneExchange(id, DetailReach.Whole), _untilLeft) is not { } original)
        {
            return null;
        }

        var parts = ConversationParts.Of(original);
        return new(
            draft,
            // The page stays open for long: what it shows is kept, the bytes are not.
            original with { Parts = parts, RequestBody = default, ResponseBody = default },
            await messages.SendAsync(callers, new ListUpstreamChoices(), _untilLeft),
            await messages.SendAsync(callers, new AskColumnBounds(), _untilLeft));
    }

    // What each column would send; columns that stay keep what they show.
    private void Prepare()
    {
        if (_asked.Value is { } asked && _draft is { } draft)
        {
            var before = _columns.ToDictionary(c => c.Target);
            _columns = [.. Targets.Select(t => (before.GetValueOrDefault(t) ?? new(t)).Prepared(asked, draft, Changes, CredentialFor(t) is not null))];
            _wrong = _url.To.Count > asked.Bounds.Most ? string.Format(System.Globalization.CultureInfo.CurrentCulture, ReplayPageText.TooManyColumns, _url.To.Count, asked.Bounds.Most) : null;
        }
    }

    // What is typed opens one upstream, and goes to no other.
    private Sensitive<string>? CredentialFor(ReplayTarget target) =>
        HasCredential && target.Upstream == (Upstreams.Contains(_credentialFor) ? _credentialFor : Upstreams[0]) ? new(_credential!.Trim()) : null;

    private void Edit(CallDraft draft)
    {
        (_draft, _edited) = (draft, true);
        Prepare();
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

        Prepare();
    }

    private void SendElsewhere(IReadOnlyList<ReplayTarget> targets) => navigation.NavigateTo((_url with { To = targets }).ToString(), replace: true);

    private async Task SendAsync()
    {
        Prepare();
        // What was asked makes room for what is answered.
        _folded = true;
        await Task.WhenAll(_columns.Select(c => c.View?.StartAsync() ?? Task.CompletedTask));
    }

    private Task StopAllAsync() => Task.WhenAll(_columns.Select(c => c.View?.StopAsync() ?? Task.CompletedTask));

    // Another address of this page keeps what was typed; any other would lose it.
    private void AskBeforeLeaving(LocationChangingContext context)
    {
        if (IsLosable && navigation.ToAbsoluteUri(context.TargetLocation).AbsolutePath != new Uri(navigation.Uri).AbsolutePath)
        {
            context.PreventNavigation();
            _leavingTo = context.TargetLocation;
        }
    }

    private void LeaveAsync()
    {
        var to = _leavingTo;
        (_leavingTo, _leaves) = (null, true);
        navigation.NavigateTo(to!);
    }

    private sealed record Asked(DraftAnswer Answer, ExchangeDetail Original, UpstreamChoices Choices, ColumnBounds Bounds);

    private sealed record Found(Asked? Asked);

    /// <summary>One answer and what it is the answer to.</summary>
    private sealed class Column(ReplayTarget target)
    {
        public ReplayTarget Target { get; } = target;

        public AnswerColumn? View { get; set; }

        public CallDraft? Draft { get; private set; }

        public string? Refusal { get; private set; }

        public Column Prepared(Asked asked, CallDraft draft, CallChanges filled, bool hasCredential)
        {
            if (asked.Choices.Find(Target.Upstream) is not { } upstream)
            {
                (Draft, Refusal) = (null, string.Format(System.Globalization.CultureInfo.CurrentCulture, ReplayPageText.NoUpstream, Target.Upstream));
                return this;
            }

            var changes = filled with
            {
                // What is typed has to be JSON where the call says so; what nobody touched goes as it is, byte for byte.
                WholeBody = IsCoded(draft) ? null : filled.WholeBody,
                Upstream = upstream.Name == draft.Upstream ? null : upstream,
                Model = Target.Model == ModelPlace.Of(draft) ? null : Target.Model,
            };
            (Draft, Refusal) = changes.ApplyTo(draft);
            Refusal ??= asked.Answer.Blocking(changes with { WholeBody = filled.WholeBody }, hasCredential) is [var gap, ..] ? gap.Sentence : null;
            return this;
        }

        private static bool IsCoded(CallDraft draft) => draft.Headers.Any(h => h.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase));
    }
}
