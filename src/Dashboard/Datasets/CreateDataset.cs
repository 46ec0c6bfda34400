using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>Makes a dataset without rows.</summary>
/// <param name="Name">Its name, which no other dataset of the project has.</param>
/// <param name="Description">What it is for; may be empty.</param>
[Requires(Access.Annotate)]
public sealed record CreateDataset(string Name, string Description) : IRequest<DatasetAnswer>;

/// <summary>What came of it; when both are null, the project has no such dataset.</summary>
/// <param name="Dataset">As stored; null when nothing was changed.</param>
/// <param name="Refusal">Why nothing was changed, in a sentence; null when something was.</param>
public sealed record DatasetAnswer(DatasetSummary? Dataset, string? Refusal)
{
    internal static DatasetAnswer NoSuch { get; } = new(null, null);

    internal static DatasetAnswer Refused(string why) => new(null, why);

    internal static DatasetAnswer NameTaken(string name) => Refused(string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.NameTaken, name.Trim()));

    /// <summary>The names of a project's datasets but one, found whatever their case.</summary>
    internal static async Task<HashSet<string>> NamesAsync(ObservabilityDb db, Guid project, Guid but, CancellationToken ct) =>
        new(await db.Datasets.Where(d => d.ProjectId == project && d.Id != but).Select(d => d.Name).ToListAsync(ct), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether another dataset of the project was given this name in the meantime.</summary>
    internal static bool IsNameTaken(DbUpdateException e) =>
        e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "datasets_names" };
}

internal sealed class CreateDatasetHandler(ObservabilityDb db, Caller caller, TimeProvider time, IOptions<DatasetsOptions> options)
    : IRequestHandler<CreateDataset, DatasetAnswer>
{
    public async Task<DatasetAnswer> Handle(CreateDataset request, CancellationToken cancellationToken)
    {
        if ((RowRules.RefuseName(request.Name) ?? RowRules.RefuseDescription(request.Description)) is { } refusal)
        {
            return DatasetAnswer.Refused(refusal);
        }

        var names = await DatasetAnswer.NamesAsync(db, caller.ProjectId, Guid.Empty, cancellationToken);
        if (names.Count >= options.Value.Most || names.Contains(request.Name.Trim()))
        {
            return names.Contains(request.Name.Trim()) ? DatasetAnswer.NameTaken(request.Name)
                : DatasetAnswer.Refused(string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.TooManyDatasets, options.Value.Most));
        }

        var now = time.GetUtcNow();
        var dataset = new Dataset
        {
            Id = Guid.CreateVersion7(now),
            ProjectId = caller.ProjectId,
            Name = request.Name.Trim(),
            Description = request.Description.Trim(),
            CreatedAt = now,
            CreatedBy = caller.Name,
            UpdatedAt = now,
            UpdatedBy = caller.Name,
        };
        db.Add(dataset);
        AuditLog.Add(db, caller, now, ("dataset.created", dataset.Id), new { dataset.Name });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return new(DatasetSummary.Of(dataset, 0), null);
        }
        catch (DbUpdateException e) when (DatasetAnswer.IsNameTaken(e))
        {
            return DatasetAnswer.NameTaken(dataset.Name);
        }
    }
}
