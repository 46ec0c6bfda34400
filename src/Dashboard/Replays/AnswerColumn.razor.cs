using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Exchanges;
using Observability.Domain;

namespace Observability.Dashboard.Replays;

/// <summary>One answer: sends a call and shows what comes back as it arrives, then what it cost and took, beside the original where there is one.</summary>
public sealed partial class AnswerColumn : IAsyncDisposable
{
    /// <summary>What is sent when it is started; a change of it changes nothing of an answer that runs or has ended.</summary>
    [Parameter, EditorRequired] public required CallDraft? Draft { get; set; }

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

    /// <summary>Sends <see cref="Draft"/> and shows the answer as it arrives; returns when it has ended. Does nothing while one runs.</summary>
    public Task StartAsync() => Task.CompletedTask;

    /// <summary>Breaks off what is arriving; what is here stays. Does nothing when nothing runs.</summary>
    public Task StopAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
