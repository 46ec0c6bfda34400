using Microsoft.AspNetCore.Components.Forms;

namespace Observability.Dashboard.Datasets;

/// <summary>A file that somebody chose, and how it becomes rows.</summary>
/// <param name="File">The file, still in the browser.</param>
/// <param name="Order">How.</param>
public sealed record FileToImport(IBrowserFile File, ImportOrder Order);
