namespace Observability.Domain.Jobs;

/// <summary>One run of a job; or, where nothing was to do, all firings since something was.</summary>
public sealed class JobRun
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>Name of the job, such as <c>partitions</c>.</summary>
    public string Job { get; set; } = "";

    /// <summary>The dashboard that ran it: machine and start.</summary>
    public string Instance { get; set; } = "";

    /// <summary>Why it was run.</summary>
    public JobTrigger Trigger { get; set; }

    /// <summary>When it should have started.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When it started; of an idle row, the latest firing.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When it ended, or was found to be lost; null = it runs.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>How it ended.</summary>
    public JobOutcome Outcome { get; set; }

    /// <summary>Rows it made, changed or deleted; null = not known.</summary>
    public long? Rows { get; set; }

    /// <summary>What it has to say beside, such as what it left for the next time; null = nothing.</summary>
    public string? Note { get; set; }

    /// <summary>Why it failed, the message only; null = it did not.</summary>
    public string? Error { get; set; }

    /// <summary>Which try this is since a run ended well, from 1.</summary>
    public int Attempt { get; set; }

    /// <summary>Not run again before this after it failed, unless somebody asks for it; null = it did not fail.</summary>
    public DateTimeOffset? NextRetryAt { get; set; }

    /// <summary>How many firings this row stands for; 1 except for idle ones.</summary>
    public long Times { get; set; }

    /// <summary>The first firing of an idle row; null for all others.</summary>
    public DateTimeOffset? IdleSince { get; set; }
}
