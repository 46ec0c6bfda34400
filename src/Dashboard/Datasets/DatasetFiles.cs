using System.Globalization;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>Begins to write a dataset into a file.</summary>
internal static class DatasetFiles
{
    /// <summary>The file; null when the project has no such dataset; or why it cannot be written so.</summary>
    public static async Task<(DatasetFile? File, string? Refusal)> OfAsync(Messages messages, Caller caller, (Guid Dataset, ImportFormat Format) what, CancellationToken ct)
    {
        if (await messages.SendAsync(caller, new OneDataset(what.Dataset), ct) is not { } dataset)
        {
            return (null, null);
        }

        var names = what.Format == ImportFormat.Csv ? await messages.SendAsync(caller, new InputNames(what.Dataset), ct) : [];
        return names.Count > InputNames.Most
            ? (null, string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.TooManyColumns, InputNames.Most))
            : (new(dataset, what.Format, names, (after, token) => messages.SendAsync(caller, new WholeRows(what.Dataset, after, DatasetRows.MaxLimit), token)), null);
    }
}
