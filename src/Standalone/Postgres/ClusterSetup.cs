namespace Observability.Standalone.Postgres;

/// <summary>Where and how an embedded PostgreSQL runs.</summary>
public sealed record ClusterSetup
{
    /// <summary>Folder of the cluster and its socket; made when it does not exist.</summary>
    public required string Root { get; init; }

    /// <summary>Folder of PostgreSQL's programs (<see cref="PostgresBinaries.Find"/>).</summary>
    public required string Binaries { get; init; }

    /// <summary>Hears what is being done and every line the server logs; called from any thread.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>Server settings beside or instead of ours, such as <c>fsync</c> → <c>off</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
