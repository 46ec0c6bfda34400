using System.ComponentModel.DataAnnotations;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>How runs are driven. Section <c>Runs</c> of the configuration, such as the environment variable <c>Runs__MaxItems</c>.</summary>
public sealed class RunsOptions
{
    /// <summary>Requests of one batch, 1 to 100000, default 10000. What a filter matches beyond that is left out, and the order says so.</summary>
    [Range(1, 100_000)]
    public int MaxItems { get; set; } = 10_000;

    /// <summary>
    /// Calls a dashboard has under way at once, those of all runs together, 1 to 512, default 64. Each holds the body of one request until its answer
    /// begins, so this bounds the memory that runs take.
    /// </summary>
    [Range(1, 512)]
    public int MaxCalls { get; set; } = 64;

    /// <summary>Calls of a run that may fail one after the other before it pauses itself, 1 to 10000, default 20.</summary>
    [Range(1, 10_000)]
    public int PauseAfterFailures { get; set; } = 20;

    /// <summary>
    /// How long a dashboard drives runs at a stretch before it lets another have them, seconds, 5 to 3600, default 300. What is under way then ends
    /// first.
    /// </summary>
    [Range(5, 3600)]
    public int FiringSeconds { get; set; } = 300;

    /// <summary>How long a dashboard that drives a run need not be heard of before another takes it over, seconds, 2 to 300, default 15.</summary>
    [Range(2, 300)]
    public int LeaseSeconds { get; set; } = 15;

    /// <summary>
    /// How long after it was sent the row of an answered call is waited for, seconds, 10 to 86400, default 900. After that it counts as failed and
    /// unpriced; <see cref="RunItem.Outcome"/> stays null.
    /// </summary>
    [Range(10, 86_400)]
    public int RowSeconds { get; set; } = 900;
}
