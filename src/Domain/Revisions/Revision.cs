namespace Observability.Domain.Revisions;

/// <summary>An order to price or to read stored exchanges of a project again: worked out, looked at, applied, perhaps undone.</summary>
public sealed class Revision
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>What is done again.</summary>
    public RevisionKind Kind { get; set; }

    /// <summary>When it was ordered.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Who ordered it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>Exchanges started at or after this.</summary>
    public DateTimeOffset StartsAt { get; set; }

    /// <summary>Exchanges started before this.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Only those of this upstream; null = of any.</summary>
    public string? Upstream { get; set; }

    /// <summary>Only those read so far by this format, or <c>opaque</c>; null = by any.</summary>
    public string? Format { get; set; }

    /// <summary>Only those that asked for or got this model; with <c>*</c> at the end every one that begins so; null = any.</summary>
    public string? Model { get; set; }

    /// <summary>How far it is.</summary>
    public RevisionState State { get; set; }

    /// <summary>What it was doing when it failed; null when it did not.</summary>
    public RevisionState? FailedIn { get; set; }

    /// <summary>Exchanges looked at.</summary>
    public long Seen { get; set; }

    /// <summary>Those of them that change.</summary>
    public long Changed { get; set; }

    /// <summary>Changes applied.</summary>
    public long Applied { get; set; }

    /// <summary>Changes not applied, for the row no longer held what it held when they were worked out, or is gone.</summary>
    public long LeftAlone { get; set; }

    /// <summary>Applied changes taken back.</summary>
    public long Undone { get; set; }

    /// <summary>By how much the applied changes raised the known cost, US dollars.</summary>
    public decimal AppliedDifference { get; set; }

    /// <summary>Start of the last exchange done in the present state; null = none yet. A restart goes on behind it.</summary>
    public DateTimeOffset? LastStartedAt { get; set; }

    /// <summary>Its id.</summary>
    public Guid? LastId { get; set; }

    /// <summary>When it was applied, undone, discarded or failed; null while there is still something to do or decide.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Why it failed, in a sentence; null when it did not.</summary>
    public string? Error { get; set; }

    /// <summary>The state it goes into when a person decides so; null when that cannot be decided now.</summary>
    public RevisionState? After(RevisionDecision decision) => (decision, State, FailedIn) switch
    {
        (RevisionDecision.Apply, RevisionState.Ready, _) => RevisionState.Applying,
        (RevisionDecision.Discard, RevisionState.Waiting or RevisionState.WorkingOut or RevisionState.Ready, _) => RevisionState.Discarded,
        (RevisionDecision.Discard, RevisionState.Failed, RevisionState.WorkingOut) => RevisionState.Discarded,
        (RevisionDecision.Undo, RevisionState.Applied, _) => RevisionState.Undoing,
        (RevisionDecision.Undo, RevisionState.Failed, RevisionState.Applying) => RevisionState.Undoing,

        // From the start: prices may have changed since, and a preview rests on one state of them.
        (RevisionDecision.Retry, RevisionState.Failed, RevisionState.WorkingOut) => RevisionState.Waiting,
        (RevisionDecision.Retry, RevisionState.Failed, { } stage) => stage,
        _ => null,
    };
}

/// <summary>What is done again.</summary>
public enum RevisionKind
{
    /// <summary>The price is worked out again from what the row holds.</summary>
    Reprice,

    /// <summary>The stored bytes are read again by the formats of this version, and then priced.</summary>
    Reread,
}

/// <summary>How far a <see cref="Revision"/> is.</summary>
public enum RevisionState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>What would change is being worked out; no exchange is touched.</summary>
    WorkingOut,

    /// <summary>Worked out: a person decides.</summary>
    Ready,

    /// <summary>The changes are being written.</summary>
    Applying,

    /// <summary>The changes are written.</summary>
    Applied,

    /// <summary>The changes are being taken back.</summary>
    Undoing,

    /// <summary>The changes are taken back.</summary>
    Undone,

    /// <summary>Something broke; <see cref="Revision.Error"/> says what. What was done until then stays.</summary>
    Failed,

    /// <summary>Nobody wants it: what was worked out is deleted.</summary>
    Discarded,
}

/// <summary>What a person decides about a <see cref="Revision"/>.</summary>
public enum RevisionDecision
{
    /// <summary>Write the changes.</summary>
    Apply,

    /// <summary>Forget them.</summary>
    Discard,

    /// <summary>Take written changes back.</summary>
    Undo,

    /// <summary>Go on where it failed; what was only being worked out is worked out anew.</summary>
    Retry,
}
