namespace Observability.Ingest.Configuration;

/// <summary>Where the keys and upstreams in memory came from.</summary>
public enum ConfigurationOrigin
{
    /// <summary>From nowhere yet: no key is known.</summary>
    None,

    /// <summary>From the file an earlier run left, because the database did not answer since.</summary>
    Snapshot,

    /// <summary>From the database, now or before it stopped answering.</summary>
    Database,
}
