using System.Globalization;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Live;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Replays;

/// <summary>One answer: sends a call and shows what comes back as it arrives, then what it cost and took, beside the original where there is one.</summary>
/// <remarks>Figures come from the stored exchange and from nowhere else; until it is stored there is a dash that says so.</remarks>
public sealed partial class AnswerColumn(Messages messages, CallerSource callers, ExchangeFeed feed, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationToken _untilLeft;
    private CancellationTokenSource? _stop;
    private IDisposable? _subscription;
    private ColumnBounds? _bounds;
    private CallDraft? _read;
    private CallDraft? _sent;
    private string? _model;
    private Guid _id;
    private DateTimeOffset _startedAt;
    private AnswerSoFar? _answer;
    private AnswerEnding? _end;
    private string? _refusal;
    private string? _trouble;
    private ExchangeDetail? _stored;
    private ConversationParts? _parts;
    private bool _compares;

    /// <summary>What is sent when it is started; a change of it changes nothing of an answer that runs or has ended.</summary>
    [Parameter, EditorRequired] public required CallDraft? Draft { get; set; }

    /// <summary>Why <see cref="Draft"/> cannot be sent, for a reader; null = it can, as far as is known.</summary>
    [Parameter] public string? Refusal { get; set; }

    /// <summary>What it is called while there is nothing to send; null = it has no name.</summary>
    [Parameter] public string? Name { get; set; }

    /// <summary>The exchange it is compared with, read whole; null = it is compared with none.</summary>
    [Parameter] public ExchangeDetail? Original { get; set; }

    /// <summary>A credential for this call only; null = the one stored for the upstream.</summary>
    [Parameter] public Sensitive<string>? Credential { get; set; }

    /// <summary>Why it is sent, for the audit log; null = nothing was said.</summary>
    [Parameter] public string? Why { get; set; }

    /// <summary>The answer has ended; its exchange may not be stored yet.</summary>
    [Parameter] public EventCallback<AnswerEnd> Ended { get; set; }

    /// <summary>Whether something is on its way.</summary>
    public bool IsRunning { get; private set; }

    private string Label => string.Format(CultureInfo.CurrentCulture, AnswerColumnText.AnswerOf, _model ?? "", Draft?.Upstream ?? Name ?? "");

    private IReadOnlyList<Message> Said => _parts is not null && _stored?.Reading?.Output is { } stored ? stored : _answer?.Reading?.Output ?? [];

    private IEnumerable<string> Problems => new[]
    {
        IsRunning ? null : _refusal ?? (_end is null ? Refusal : null),
        _trouble,
        _answer is { Error: { } error } ? string.Format(CultureInfo.CurrentCulture, AnswerColumnText.UpstreamSays, _answer.Status, error) : null,
        _end == AnswerEnding.Broken && _refusal is null ? AnswerColumnText.BrokenOff : null,
    }.OfType<string>();

    private string? NotComparable =>
        Original is null ? AnswerColumnText.NoOriginal
        : Original.Reading is not { Output.Count: > 0 } ? AnswerColumnText.OriginalSilent
        : IsRunning || _answer?.Reading is not { Output.Count: > 0 } ? AnswerColumnText.NothingToCompare
        : null;

    private string MissingWords => _end switch
    {
        _ when IsRunning => AnswerColumnText.StillArriving,
        null => AnswerColumnText.NotSentYet,
        AnswerEnding.Refused => AnswerColumnText.NotSent,
        _ => AnswerColumnText.BeingStored,
    };

    // What is measured here while it arrives; what counts is measured by ingest.
    private string Measured => _answer is not { } answer ? "" : (answer.ToFirstToken is { } token
        ? string.Format(CultureInfo.CurrentCulture, AnswerColumnText.FirstToken, Figures.DurationText(token))
        : string.Format(CultureInfo.CurrentCulture, AnswerColumnText.FirstByte, Figures.DurationText(answer.ToFirstByte ?? answer.ToHead))) + " · " + Figures.Size(answer.Bytes);

    // Sound, files and bytes nobody reads are not drawn.
    private bool IsForSaving => _answer is { Bytes: > 0 } && Said.All(m => m.Parts.All(p => p is MediaPart { Kind: not "image" }));

    /// <summary>Sends <see cref="Draft"/> and shows the answer as it arrives; returns when it has ended. Does nothing while one runs, or where it cannot be sent.</summary>
    public async Task StartAsync()
    {
        if (IsRunning || Draft is not { } draft || Refusal is not null || _untilLeft.IsCancellationRequested)
        {
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_untilLeft);
        Begin(draft, stop);
        var end = await SendAsync(draft, stop.Token);
        (_stop, _end, IsRunning) = (null, end, false);
        if (_untilLeft.IsCancellationRequested)
        {
            return;
        }

        StateHasChanged();
        await Ended.InvokeAsync(new(_id, end));
        if (end != AnswerEnding.Refused)
        {
            await LookAsync();
        }
    }

    /// <summary>Breaks off what is arriving; what is here stays. Does nothing when nothing runs.</summary>
    public Task StopAsync() => _stop?.CancelAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await _gone.CancelAsync();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _untilLeft = _gone.Token;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_read, Draft))
        {
            _read = Draft;
            _model = Draft is null ? null : ModelPlace.Of(Draft);
        }
    }

    private void Begin(CallDraft draft, CancellationTokenSource stop)
    {
        (_stop, _sent, _id, _startedAt, IsRunning) = (stop, draft, Guid.CreateVersion7(), time.GetUtcNow(), true);
        (_answer, _end, _refusal, _trouble, _stored, _parts, _compares) = (null, null, null, null, null, null, false);
        StateHasChanged();
    }

    private async Task<AnswerEnding> SendAsync(CallDraft draft, CancellationToken stop)
    {
        var sentAt = time.GetTimestamp();
        try
        {
            var asked = await Loadable.FromAsync(() => AskAsync(new(draft, _id, Why, Credential), stop), stop);
            _refusal = asked.Value?.Refusal ?? asked.Problem;
            _trouble = asked.Value?.Trouble;
            if (asked.Value?.Call is not { } call)
            {
                return stop.IsCancellationRequested ? AnswerEnding.Stopped : asked.Value?.MayBeCaptured == true ? AnswerEnding.Broken : AnswerEnding.Refused;
            }

            await using (call)
            {
                var arriving = new ArrivingAnswer(draft, _bounds!.MostBytes, time, sentAt);
                // A long answer is read again and again: not on the thread that draws the page.
                return await Task.Run(() => arriving.ReadAsync(call, ShowAsync, stop), CancellationToken.None);
            }
        }
        catch (HttpRequestException)
        {
            _refusal = AnswerColumnText.IngestSilent;
            return AnswerEnding.Broken;
        }
    }

    private async Task<SendAnswer> AskAsync(SendCall order, CancellationToken stop)
    {
        _bounds ??= await messages.SendAsync(callers, new AskColumnBounds(), stop);
        var project = (await callers.CurrentAsync(stop)).ProjectId;
        // Who has left in between must not be told of arrivals for ever.
        stop.ThrowIfCancellationRequested();
        _subscription ??= feed.Subscribe(project, () => InvokeAsync(ArrivedAsync));
        return await messages.SendAsync(callers, order, stop);
    }

    private Task ShowAsync(AnswerSoFar answer) => InvokeAsync(() =>
    {
        _answer = answer;
        StateHasChanged();
    });

    private Task ArrivedAsync() => _end is null or AnswerEnding.Refused || _stored is not null ? Task.CompletedTask : LookAsync();

    // The writer tells when exchanges are stored; nothing is asked in between.
    private async Task LookAsync()
    {
        var id = _id;
        var found = await Loadable.FromAsync(async () => new Found(await messages.SendAsync(callers, new OneExchange(id, DetailReach.Panel), _untilLeft)), _untilLeft);
        if (id != _id || _stored is not null || found.Value?.Detail is not { } detail || _untilLeft.IsCancellationRequested)
        {
            return;
        }

        _stored = detail;
        // Pictures are shown from the stored bytes.
        _parts = detail.Reading?.Output.Any(m => m.Parts.Any(p => p is MediaPart)) == true ? detail.Parts ?? ConversationParts.Of(detail) : null;
        StateHasChanged();
    }

    private string ToneOf(AnswerEnding end) => end switch
    {
        AnswerEnding.Whole => _answer is { Status: < 400, Error: null } ? "ok" : "error",
        AnswerEnding.Stopped => "warn",
        AnswerEnding.Broken or AnswerEnding.Refused => "error",
    };

    private string EndWord(AnswerEnding end) => end switch
    {
        AnswerEnding.Whole => _answer?.Reading?.FinishReason ?? "",
        AnswerEnding.Stopped => AnswerColumnText.Stopped,
        AnswerEnding.Broken => AnswerColumnText.Broken,
        AnswerEnding.Refused => "",
    };

    private sealed record Found(ExchangeDetail? Detail);
}
