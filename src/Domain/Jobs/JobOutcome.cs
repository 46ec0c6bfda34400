namespace Observability.Domain.Jobs;

/// <summary>How a run of a job ended.</summary>
public enum JobOutcome
{
    /// <summary>It has not.</summary>
    Running,

    /// <summary>It did its work.</summary>
    Done,

    /// <summary>There was nothing to do. One row per job stands for all such firings in a row.</summary>
    Idle,

    /// <summary>It threw; the next try is after <see cref="JobRun.NextRetryAt"/>.</summary>
    Failed,

    /// <summary>Its dashboard stopped or died before it ended. What it had committed stays; the job is run again.</summary>
    Lost,
}
