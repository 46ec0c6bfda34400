namespace Observability.Ingest.Upstreams;

/// <summary>Every configured upstream, in memory.</summary>
public sealed class UpstreamTable
{
    /// <summary>The upstream of this name for this project (its own before everybody's), or null.</summary>
    public UpstreamTarget? Find(Guid projectId, string name) => throw new InvalidOperationException(projectId + name);

    /// <summary>The names this project may use, sorted.</summary>
    public IReadOnlyList<string> NamesFor(Guid projectId) => throw new InvalidOperationException(projectId.ToString());
}
