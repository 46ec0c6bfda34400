using System.ComponentModel.DataAnnotations;

namespace Observability.Dashboard.Replays;

/// <summary>How much the page of a replay does at once. Section <c>ReplayColumns</c> of the configuration, such as <c>ReplayColumns__Most</c>.</summary>
public sealed class ReplayColumnOptions
{
    /// <summary>Most answers beside each other, 1 to 12, default 6. More are not sent, and the page says so.</summary>
    [Range(1, 12)]
    public int Most { get; set; } = 6;

    /// <summary>
    /// Bytes of one arriving answer that are held in memory and read, 64 KB to 64 MB, default 8 MB. What is longer goes on arriving and is stored whole as
    /// far as ingest captures; the column shows it up to there.
    /// </summary>
    [Range(64 << 10, 64 << 20)]
    public int MostBytes { get; set; } = 8 << 20;
}
