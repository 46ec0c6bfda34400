using System.Globalization;
using MediatR;
using Observability.Dashboard.Audit;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>Adds the rows of a file, all of them or none; null when the project has no such dataset.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Order">How the file becomes rows.</param>
/// <param name="File">The file, read once from here on.</param>
[Requires(Access.Annotate, Bodies = true)]
public sealed record ImportRows(Guid DatasetId, ImportOrder Order, Stream File) : IRequest<ImportAnswer?>
{
    /// <summary>Most lines that are told as bad one by one.</summary>
    public const int MostTold = 20;

    // A line of JSON has escapes, and perhaps a request that is not imported.
    internal const int RecordPerRow = 8;
}

/// <summary>What came of it.</summary>
/// <param name="Added">Rows that were added.</param>
/// <param name="Bad">How many lines could not become rows.</param>
/// <param name="Told">The first of those.</param>
/// <param name="Refusal">Why nothing was imported, in a sentence; null when it was.</param>
public sealed record ImportAnswer(int Added, int Bad, IReadOnlyList<BadLine> Told, string? Refusal);

/// <summary>A line that could not become a row.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Why">Why, in a sentence.</param>
public sealed record BadLine(long Line, string Why);

internal sealed class ImportRowsHandler(DatasetDesk desk) : IRequestHandler<ImportRows, ImportAnswer?>
{
    private const int Portion = 500;

    public async Task<ImportAnswer?> Handle(ImportRows request, CancellationToken cancellationToken)
    {
        // Nobody's slow line holds the dataset: the file is here before the first row is written.
        await using var file = await UploadedFile.TakeAsync(request.File, desk.Options.MostFileBytes, cancellationToken);
        if (file is null)
        {
            return new(0, 0, [], string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.FileTooLarge, desk.Options.MostFileBytes));
        }

        await using var held = await desk.HoldAsync(request.DatasetId, cancellationToken);
        return held is null ? null : await ImportAsync(request.Order, file, held, cancellationToken);
    }

    private async Task<ImportAnswer> ImportAsync(ImportOrder order, FileStream file, HeldDataset held, CancellationToken ct)
    {
        var (before, told, bad, added) = (held.Rows, new List<BadLine>(), 0, 0);
        await foreach (var record in new ImportFile(order.Format, order.Separator, desk.Options.MostRowBytes * ImportRows.RecordPerRow).ReadAsync(file, ct))
        {
            var row = record.Problem is null ? order.RowOf(record) : null;
            if ((row is null ? ImportWords.Of(record.Problem!) : RowRules.Refuse(row, desk.Options, null)) is { } why)
            {
                bad++;
                told.AddRange(told.Count < ImportRows.MostTold ? [new BadLine(record.Line, why)] : []);
                if (record.Problem is { IsOfFile: true })
                {
                    return new(0, bad, told, DatasetRefusalsText.NothingImported);
                }
            }
            else if (held.Room == 0)
            {
                return new(0, bad, told, string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.NoRoomForFile, before, desk.Options.MostRows));
            }
            else if (bad == 0 || order.SkipBadLines)
            {
                held.Add(row!, null);
                if (++added % Portion == 0)
                {
                    await held.FlushAsync(ct);
                }
            }
        }

        if (added == 0 || (bad > 0 && !order.SkipBadLines))
        {
            return new(0, bad, told, bad == 0 ? DatasetRefusalsText.EmptyFile : DatasetRefusalsText.NothingImported);
        }

        AuditLog.Add(desk.Db, desk.Caller, desk.Now, ("dataset.imported", held.Dataset.Id), new { held.Dataset.Name, Rows = added, Skipped = bad });
        await held.FlushAsync(ct);
        await held.CommitAsync(ct);
        return new(added, bad, told, null);
    }
}
