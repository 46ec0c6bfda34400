using System.ComponentModel.DataAnnotations;

namespace Observability.Dashboard.Datasets;

/// <summary>How large datasets may be. Section <c>Datasets</c> of the configuration, such as <c>Datasets__MostRows</c>.</summary>
public sealed class DatasetsOptions
{
    /// <summary>Most datasets of a project, 1 to 1000, default 200. Beyond it no other is made.</summary>
    [Range(1, 1_000)]
    public int Most { get; set; } = 200;

    /// <summary>Most rows of a dataset, 1 to 100000, default 10000. What comes beyond it is not added, and that is said.</summary>
    [Range(1, 100_000)]
    public int MostRows { get; set; } = 10_000;

    /// <summary>
    /// Most bytes of one row, its inputs, expected answer, note and request together, 1024 to 4194304, default 262144. A request that does not fit is left
    /// out of a row made from an exchange; what else does not fit is refused.
    /// </summary>
    [Range(1 << 10, 4 << 20)]
    public int MostRowBytes { get; set; } = 256 << 10;

    /// <summary>Largest file that is imported, bytes, 1024 to 1073741824, default 33554432 (32 MiB).</summary>
    [Range(1 << 10, 1 << 30)]
    public int MostFileBytes { get; set; } = 32 << 20;
}
