namespace Observability.Domain.Exchanges;

/// <summary>An order to read stored exchanges of a project again, and how far it has got.</summary>
public sealed class Reread
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

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

    /// <summary>Only those that asked for or got this model; null = any.</summary>
    public string? Model { get; set; }

    /// <summary>How far it is.</summary>
    public RereadState State { get; set; }

    /// <summary>Exchanges read so far.</summary>
    public long Seen { get; set; }

    /// <summary>Those of them whose row changed.</summary>
    public long Changed { get; set; }

    /// <summary>Start of the last exchange read; null = none yet.</summary>
    public DateTimeOffset? LastStartedAt { get; set; }

    /// <summary>Id of the last exchange read; null = none yet.</summary>
    public Guid? LastId { get; set; }

    /// <summary>When it was done or failed; null while it is neither.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Error { get; set; }
}

/// <summary>How far a <see cref="Reread"/> is.</summary>
public enum RereadState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>Some pages are read.</summary>
    Running,

    /// <summary>All is read.</summary>
    Done,

    /// <summary>Something broke; what was read until then stays.</summary>
    Failed,
}
