using System.ComponentModel.DataAnnotations;

namespace Observability.Ingest.Configuration;

/// <summary>How keys and upstreams are kept in step with the database. Section <c>Configuration</c>.</summary>
public sealed class ConfigurationOptions
{
    /// <summary>
    /// Seconds after which everything is read again although no change was announced, 1 to 3,600, default 30. A revoked key works at most this long
    /// where a connection pooler swallows the announcements. Announced changes are read within a second, whatever stands here.
    /// </summary>
    [Range(1, 3600)]
    public int ReloadSeconds { get; set; } = 30;
}
