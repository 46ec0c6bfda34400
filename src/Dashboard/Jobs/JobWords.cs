using System.Globalization;
using Observability.Dashboard.Ui;
using Observability.Domain.Jobs;

namespace Observability.Dashboard.Jobs;

/// <summary>Words for jobs and their runs.</summary>
internal static class JobWords
{
    /// <summary>What a job does, in one sentence.</summary>
    public static string What(string job) => job switch
    {
        "partitions" => JobsText.WhatPartitions,
        "model-lists" => JobsText.WhatModelLists,
        "revisions" => JobsText.WhatRevisions,
        "runs" => JobsText.WhatRuns,
        "hops" => JobsText.WhatHops,
        "texts" => JobsText.WhatTexts,
        "prompt-uses" => JobsText.WhatPromptUses,
        "rollups" => JobsText.WhatRollups,
        "retention" => JobsText.WhatRetention,
        "rollup-retention" => JobsText.WhatRollupRetention,
        "remove-projects" => JobsText.WhatRemoveProjects,
        "clean-up" => JobsText.WhatCleanUp,
        _ => throw new ArgumentException($"Nobody has said what the job '{job}' does.", nameof(job)),
    };

    /// <summary>How a run ended.</summary>
    public static string Outcome(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Running => JobsText.Running,
        JobOutcome.Done => JobsText.Done,
        JobOutcome.Idle => JobsText.NothingToDo,
        JobOutcome.Failed => JobsText.Failed,
        JobOutcome.Lost => JobsText.Lost,
    };

    /// <summary>Class of the badge.</summary>
    public static string? Look(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Done => "ok",
        JobOutcome.Failed => "error",
        JobOutcome.Lost => "warn",
        JobOutcome.Running or JobOutcome.Idle => null,
    };

    /// <summary>Why it was run.</summary>
    public static string Trigger(JobRun run) => run.Trigger switch
    {
        JobTrigger.Scheduled => JobsText.Scheduled,
        JobTrigger.Manual => JobsText.Manual,
        JobTrigger.Retry => string.Format(CultureInfo.CurrentCulture, JobsText.Retry, run.Attempt),
    };

    /// <summary>How often in a row it has failed.</summary>
    public static string FailedInARow(JobStatus job) =>
        job.Last is { Attempt: > 1 and var tries } ? string.Format(CultureInfo.CurrentCulture, JobsText.FailedTimes, Figures.Count(tries)) : JobsText.FailedOnce;
}
