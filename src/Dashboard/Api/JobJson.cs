using Observability.Dashboard.Jobs;
using Observability.Domain;
using Observability.Domain.Jobs;

namespace Observability.Dashboard.Api;

/// <summary>A job and where it stands.</summary>
internal sealed class JobJson(JobStatus job)
{
    public string Name => job.Name;

    /// <summary>The run under way; null = it is not running.</summary>
    public JobRunJson? Running => job.Running is { } run ? new(run) : null;

    /// <summary>The latest run that ended; null = it never ran.</summary>
    public JobRunJson? Last => job.Last is { } run ? new(run) : null;

    /// <summary>Null = paused, or not in the schedule yet.</summary>
    public DateTime? NextAt => job.NextAt?.UtcDateTime;

    /// <summary>Null = it is not paused.</summary>
    public DateTime? PausedAt => job.Pause?.PausedAt.UtcDateTime;

    public string? PausedBy => job.Pause?.PausedBy;

    /// <summary>Of runs that did something; null = there is none.</summary>
    public double? AverageSeconds => job.Average?.TotalSeconds;

    /// <summary>Runs that failed or were lost in the last seven days.</summary>
    public long Failures => job.Failures;
}

/// <summary>A page of runs.</summary>
/// <param name="Data">The runs, newest first.</param>
/// <param name="Next">Given as <c>before</c> for the page after this one; null = there are no older ones.</param>
internal sealed record JobRunsJson(IReadOnlyList<JobRunJson> Data, Guid? Next);

/// <summary>One run of a job, or all firings in a row that found nothing to do.</summary>
internal sealed class JobRunJson(JobRun run)
{
    public Guid Id => run.Id;

    public string Instance => run.Instance;

    public string Trigger => EnumNames.NameOf(run.Trigger);

    public DateTime DueAt => run.DueAt.UtcDateTime;

    public DateTime StartedAt => run.StartedAt.UtcDateTime;

    public DateTime? FinishedAt => run.FinishedAt?.UtcDateTime;

    public string Outcome => EnumNames.NameOf(run.Outcome);

    /// <summary>Null = not known.</summary>
    public long? Rows => run.Rows;

    public string? Note => run.Note;

    public string? Error => run.Error;

    public int Attempt => run.Attempt;

    public DateTime? NextRetryAt => run.NextRetryAt?.UtcDateTime;

    /// <summary>How many firings this stands for.</summary>
    public long Times => run.Times;

    public DateTime? IdleSince => run.IdleSince?.UtcDateTime;
}
