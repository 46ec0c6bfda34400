namespace Observability.Domain.Audit;

/// <summary>An entry's place in the chain of its project. Written by a trigger when the entry's transaction commits (migrations/0030), by nobody else.</summary>
public sealed class AuditLink
{
    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>1 for the first entry of the project, one more for each that is committed after it; no number is left out.</summary>
    public long Number { get; set; }

    /// <summary>The entry.</summary>
    public Guid EntryId { get; set; }

    /// <summary>SHA-256 of the hash before it and of the entry (<see cref="AuditChain"/>).</summary>
    public byte[] Hash { get; set; } = [];
}

/// <summary>Where the chain of a project ends.</summary>
public sealed class AuditHead
{
    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>How many entries the chain has.</summary>
    public long Entries { get; set; }

    /// <summary>The hash of the last of them.</summary>
    public byte[] Hash { get; set; } = [];
}
