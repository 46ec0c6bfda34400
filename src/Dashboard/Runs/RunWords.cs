using System.Globalization;
using Observability.Dashboard.Ui;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>Runs in words.</summary>
internal static class RunWords
{
    /// <summary>A state.</summary>
    public static string State(RunState state) => state switch
    {
        RunState.Waiting => RunsText.Waiting,
        RunState.Running => RunsText.Running,
        RunState.Paused => RunsText.Paused,
        RunState.Capped => RunsText.Capped,
        RunState.Finished => RunsText.Finished,
        RunState.Cancelled => RunsText.Cancelled,
    };

    /// <summary>Class of the badge.</summary>
    public static string? Look(RunState state) => state switch
    {
        RunState.Finished => "ok",
        RunState.Capped or RunState.Paused => "warn",
        RunState.Waiting or RunState.Running or RunState.Cancelled => null,
    };

    /// <summary>The verb of a decision.</summary>
    public static string Verb(RunDecision decision) => decision switch
    {
        RunDecision.Pause => RunsText.Pause,
        RunDecision.Resume => RunsText.Resume,
        RunDecision.Cancel => RunsText.Cancel,
    };

    /// <summary>What happens when it is decided.</summary>
    public static string Consequence(RunDecision decision) => decision switch
    {
        RunDecision.Pause => RunsText.PauseConsequence,
        RunDecision.Resume => RunsText.ResumeConsequence,
        RunDecision.Cancel => RunsText.CancelConsequence,
    };

    /// <summary>What an entry of the audit log says was done, such as <c>batch.paused</c>.</summary>
    public static string Event(string what) => what[(what.LastIndexOf('.') + 1)..] switch
    {
        "ordered" => RunsText.Ordered,
        "paused" => RunsText.WasPaused,
        "resumed" => RunsText.WasResumed,
        "cancelled" => RunsText.WasCancelled,
        var other => other,
    };

    /// <summary>How many calls at once and a minute.</summary>
    public static string Pace(Run run) => run.PerMinute is { } rate
        ? string.Format(CultureInfo.CurrentCulture, RunsText.PaceWithRate, run.Concurrency, Figures.Count(rate))
        : string.Format(CultureInfo.CurrentCulture, RunsText.PaceAlone, run.Concurrency);
}
