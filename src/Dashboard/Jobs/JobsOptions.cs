using System.ComponentModel.DataAnnotations;

namespace Observability.Dashboard.Jobs;

/// <summary>How jobs are run. Section <c>Jobs</c> of the configuration, such as the environment variable <c>Jobs__KeepRuns</c>.</summary>
public sealed class JobsOptions
{
    /// <summary>
    /// Runs of each job that are kept, 10 to 100000, default 1000; of those that failed or were lost as many again, so that frequent good
    /// runs don't push them out. Older ones are deleted.
    /// </summary>
    [Range(10, 100_000)]
    public int KeepRuns { get; set; } = 1000;

    /// <summary>
    /// How often a dashboard says that it is alive, seconds, 1 to 60, default 10. One not heard of for three times as long is taken for
    /// dead, and another runs what it was running.
    /// </summary>
    [Range(1, 60)]
    public int CheckinSeconds { get; set; } = 10;
}
