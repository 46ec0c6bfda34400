using System.Globalization;
using Observability.Dashboard.Ui;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Prices;

/// <summary>What is said of a revision.</summary>
internal static class RevisionWords
{
    // Smaller amounts are shown as smaller than this.
    private const decimal Least = 0.000001m;

    /// <summary>What it does, in a few words.</summary>
    public static string Title(Revision revision) => revision.Kind switch
    {
        RevisionKind.Reprice => RevisionsText.PriceAgain,
        RevisionKind.Reread => RevisionsText.ReadAgain,
    };

    /// <summary>Which exchanges it is about, without the range.</summary>
    public static string Which(Revision revision)
    {
        var parts = new[]
        {
            revision.Model is { } model ? With(RevisionsText.OfModel, model) : null,
            revision.Upstream is { } upstream ? With(RevisionsText.OfUpstream, upstream) : null,
            revision.Format is { } format ? With(RevisionsText.OfFormat, format) : null,
        };
        var said = string.Join(", ", parts.Where(p => p is not null));
        return said.Length > 0 ? said : RevisionsText.AllRequests;
    }

    /// <summary>How far it is.</summary>
    public static string State(Revision revision) =>
        revision is { State: RevisionState.Ready, Changed: 0 } ? RevisionsText.NothingChanges : State(revision.State);

    /// <summary>Its state in a word or two.</summary>
    public static string State(RevisionState state) => state switch
    {
        RevisionState.Waiting => RevisionsText.Waiting,
        RevisionState.WorkingOut => RevisionsText.WorkingOut,
        RevisionState.Ready => RevisionsText.Ready,
        RevisionState.Applying => RevisionsText.Applying,
        RevisionState.Applied => RevisionsText.Applied,
        RevisionState.Undoing => RevisionsText.Undoing,
        RevisionState.Undone => RevisionsText.Undone,
        RevisionState.Failed => RevisionsText.Failed,
        RevisionState.Discarded => RevisionsText.Discarded,
    };

    /// <summary>Look of its badge.</summary>
    public static string Look(Revision revision) => revision.State switch
    {
        RevisionState.Applied => "ok",
        RevisionState.Ready when revision.Changed > 0 => "warn",
        RevisionState.Failed => "error",
        _ => "",
    };

    /// <summary>Whether the job is at it.</summary>
    public static bool IsUnderWay(Revision revision) =>
        revision.State is RevisionState.Waiting or RevisionState.WorkingOut or RevisionState.Applying or RevisionState.Undoing;

    /// <summary>How far it is, in numbers.</summary>
    public static string Progress(Revision revision) => revision.State switch
    {
        RevisionState.Waiting => RevisionsText.BeginsSoon,
        RevisionState.WorkingOut => With(RevisionsText.SoFar, revision.Seen, revision.Changed),
        RevisionState.Ready when revision.Changed == 0 => With(RevisionsText.NoneChanges, revision.Seen),
        RevisionState.Ready => With(RevisionsText.WouldChange, revision.Changed, revision.Seen),
        RevisionState.Applying => With(RevisionsText.DoneOf, revision.Applied + revision.LeftAlone, revision.Changed),
        RevisionState.Applied => revision.LeftAlone > 0
            ? With(RevisionsText.RequestsChangedAndLeft, revision.Applied, revision.LeftAlone)
            : With(RevisionsText.RequestsChanged, revision.Applied),
        RevisionState.Undoing => With(RevisionsText.TakenBackOf, revision.Undone, revision.Applied),
        RevisionState.Undone => With(
            revision.Undone < revision.Applied ? RevisionsText.HoldAgainAndLeft : RevisionsText.HoldAgain, revision.Undone, revision.Applied),
        RevisionState.Failed => With(Stopped(revision), Sentences.InWords(revision.Error) ?? ""),
        RevisionState.Discarded => RevisionsText.DiscardedFully,
    };

    /// <summary>What the button of a decision says.</summary>
    public static string Verb(RevisionDecision decision) => decision switch
    {
        RevisionDecision.Apply => RevisionsText.Apply,
        RevisionDecision.Discard => RevisionsText.Discard,
        RevisionDecision.Undo => RevisionsText.Undo,
        RevisionDecision.Retry => RevisionsText.Retry,
    };

    /// <summary>What was done, by its name in the audit log.</summary>
    public static string Event(string what) => what switch
    {
        "revision.ordered" => RevisionsText.EventOrdered,
        "revision.applied" => RevisionsText.EventApplied,
        "revision.discarded" => RevisionsText.EventDiscarded,
        "revision.undone" => RevisionsText.EventUndone,
        "revision.retried" => RevisionsText.EventRetried,
        _ => what,
    };

    /// <summary>A difference with its sign.</summary>
    public static string Signed(decimal usd) => usd switch
    {
        0 => "±$0",
        > 0 and < Least => "<+$0.000001",
        > 0 => "+" + Figures.Money(usd),
        > -Least => ">−$0.000001",
        _ => "−" + Figures.Money(-usd),
    };

    /// <summary>The same with every digit.</summary>
    public static string Exact(decimal usd) => usd < 0 ? "−" + Figures.ExactMoney(-usd) : "+" + Figures.ExactMoney(usd);

    private static string Stopped(Revision revision) => revision.FailedIn switch
    {
        RevisionState.Applying => RevisionsText.StoppedApplying,
        RevisionState.Undoing => RevisionsText.StoppedUndoing,
        _ => RevisionsText.StoppedWorkingOut,
    };

    private static string With(string text, string place) => string.Format(CultureInfo.CurrentCulture, text, place);

    private static string With(string text, params long[] counts) => string.Format(CultureInfo.CurrentCulture, text, [.. counts.Select(Figures.Count)]);
}
