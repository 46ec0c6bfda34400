using System.ComponentModel.DataAnnotations;

namespace Observability.Dashboard.Replays;

/// <summary>Limits of what people and keys send from the dashboard, from the section <c>Replays</c>.</summary>
public sealed class ReplayOptions
{
    /// <summary>Calls that one account or key may send within a minute, over pages and API together. Batches and experiments have rates of their own.</summary>
    [Range(1, 10_000)]
    public int CallsPerMinute { get; set; } = 60;
}
