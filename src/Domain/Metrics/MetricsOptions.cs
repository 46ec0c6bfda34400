namespace Observability.Domain.Metrics;

/// <summary>Who may read <c>/metrics</c>. Section <c>Metrics</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>Whether anybody who reaches the port may read the metrics; default false: only this machine, and not through a reverse proxy.</summary>
    public bool Public { get; set; }
}
