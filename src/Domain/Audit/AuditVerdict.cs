namespace Observability.Domain.Audit;

/// <summary>What is wrong with a chain.</summary>
public enum AuditBreak
{
    /// <summary>An entry is not what was hashed: it, its link or one before it was altered.</summary>
    Altered,

    /// <summary>An entry that the chain knows is gone.</summary>
    Removed,

    /// <summary>The end of the chain is gone: there are fewer entries than were counted.</summary>
    CutOff,

    /// <summary>There are entries that the chain does not know.</summary>
    SlippedIn,
}

/// <summary>What came of checking a project's chain from its first entry on.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Entries">How many entries are in order, from the first on.</param>
/// <param name="Head">The hash up to and with the last of these, in hex; empty when there are none. Noted elsewhere it proves later what the log said now.</param>
/// <param name="Break">What is wrong; null = the chain is whole.</param>
/// <param name="At">The number of the first entry that is wrong; null when none can be named.</param>
public sealed record AuditVerdict(Guid ProjectId, long Entries, string Head, AuditBreak? Break, long? At)
{
    /// <summary>Whether everything that was ever written is there as it was written.</summary>
    public bool IsWhole => Break is null;
}
