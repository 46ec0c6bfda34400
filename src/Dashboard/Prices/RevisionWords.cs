using System.Globalization;
using Observability.Dashboard.Ui;
using Observability.Domain;
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
        RevisionKind.Reprice => "Price again",
        RevisionKind.Reread => "Read and price again",
    };

    /// <summary>Which exchanges it is about, without the range.</summary>
    public static string Which(Revision revision)
    {
        var parts = new[]
        {
            revision.Model is { } model ? $"model {model}" : null,
            revision.Upstream is { } upstream ? $"upstream {upstream}" : null,
            revision.Format is { } format ? $"format {format}" : null,
        };
        var said = string.Join(", ", parts.Where(p => p is not null));
        return said.Length > 0 ? said : "all requests";
    }

    /// <summary>How far it is.</summary>
    public static string State(Revision revision) => revision.State switch
    {
        RevisionState.WorkingOut => "working it out",
        RevisionState.Ready when revision.Changed == 0 => "nothing changes",
        RevisionState.Ready => "ready to apply",
        _ => EnumNames.NameOf(revision.State).Replace('_', ' '),
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
        RevisionState.Waiting => "It begins within seconds.",
        RevisionState.WorkingOut => $"{Count(revision.Seen)} requests looked at so far, {Count(revision.Changed)} of them change.",
        RevisionState.Ready when revision.Changed == 0 => $"{Count(revision.Seen)} requests looked at: each holds already what it would become.",
        RevisionState.Ready => $"{Count(revision.Changed)} of {Count(revision.Seen)} requests change. Nothing is written yet.",
        RevisionState.Applying => $"{Count(revision.Applied + revision.LeftAlone)} of {Count(revision.Changed)} done.",
        RevisionState.Applied => $"{Count(revision.Applied)} requests changed{Left(revision)}.",
        RevisionState.Undoing => $"{Count(revision.Undone)} of {Count(revision.Applied)} taken back.",
        RevisionState.Undone => $"{Count(revision.Undone)} of {Count(revision.Applied)} requests hold again what they held before{(revision.Undone < revision.Applied ? "; the others had changed since, and were left alone" : "")}.",
        RevisionState.Failed => $"It stopped while {Stage(revision)}. {revision.Error}",
        RevisionState.Discarded => "What was worked out is deleted. No request was changed.",
    };

    /// <summary>What the button of a decision says.</summary>
    public static string Verb(RevisionDecision decision) => decision switch
    {
        RevisionDecision.Apply => "Apply…",
        RevisionDecision.Discard => "Discard…",
        RevisionDecision.Undo => "Undo…",
        RevisionDecision.Retry => "Try again…",
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

    private static string Left(Revision revision) =>
        revision.LeftAlone > 0 ? $"; {Count(revision.LeftAlone)} had changed meanwhile or are gone, and were left alone" : "";

    private static string Stage(Revision revision) => revision.FailedIn switch
    {
        RevisionState.Applying => "applying",
        RevisionState.Undoing => "undoing",
        _ => "working it out",
    };

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
