using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Datasets;

/// <summary>Names of all inputs of a dataset's rows, in the order they come; none when the project has no such dataset.</summary>
/// <param name="DatasetId">The dataset.</param>
[Requires(Access.Read)]
public sealed record InputNames(Guid DatasetId) : IRequest<IReadOnlyList<string>>
{
    /// <summary>Most names that are told: as many columns a table may have.</summary>
    public const int Most = 1_000;
}

internal sealed class InputNamesHandler(ObservabilityDb db, Caller caller) : IRequestHandler<InputNames, IReadOnlyList<string>>
{
    public async Task<IReadOnlyList<string>> Handle(InputNames request, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<string>(
            $"""
            select key as "Value" from dataset_rows r, lateral json_each_text(r.inputs) with ordinality as e (key, value, n)
            where r.dataset_id = {request.DatasetId} and r.project_id = {caller.ProjectId}
            group by key order by min(position), min(n) limit {InputNames.Most + 1}
            """).ToListAsync(cancellationToken);
}

/// <summary>Begins to write a dataset into a file.</summary>
internal static class DatasetFiles
{
    /// <summary>The file; null when the project has no such dataset; or why it cannot be written so.</summary>
    public static async Task<(DatasetFile? File, string? Refusal)> OfAsync(Messages messages, Caller caller, (Guid Dataset, Domain.Datasets.ImportFormat Format) what, CancellationToken ct)
    {
        if (await messages.SendAsync(caller, new OneDataset(what.Dataset), ct) is not { } dataset)
        {
            return (null, null);
        }

        var names = what.Format == Domain.Datasets.ImportFormat.Csv ? await messages.SendAsync(caller, new InputNames(what.Dataset), ct) : [];
        return names.Count > InputNames.Most
            ? (null, string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.TooManyColumns, InputNames.Most))
            : (new(dataset, what.Format, names, (after, token) => messages.SendAsync(caller, new WholeRows(what.Dataset, after, DatasetRows.MaxLimit), token)), null);
    }
}
