using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>The beginnings of rows of a dataset in their order, by keyset; null when the project has no such dataset. Requests are not read.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="After">Position of the last row before; null = from the first.</param>
/// <param name="Limit">Rows at most, 1 to <see cref="MaxLimit"/>.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record DatasetRows(Guid DatasetId, int? After, int Limit) : IRequest<RowPage<RowPreview>?>
{
    /// <summary>Most rows of a page.</summary>
    public const int MaxLimit = 200;
}

/// <summary>Some rows.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Next">After which position the next page begins; null = there are no more.</param>
public sealed record RowPage<T>(IReadOnlyList<T> Rows, int? Next);

/// <summary>The beginning of a row, for a list.</summary>
/// <param name="Id">The row.</param>
/// <param name="Position">Its place.</param>
/// <param name="Version">Its version.</param>
/// <param name="Inputs">How many inputs it has.</param>
/// <param name="Names">Names of the first of them, before them that of what is asked.</param>
/// <param name="Values">How those begin.</param>
/// <param name="Expected">How the expected answer begins; null = none is.</param>
/// <param name="Note">How the note begins; empty = none.</param>
/// <param name="ExchangeId">The exchange it comes from, which may be gone; null = from none.</param>
/// <param name="HasRequest">Whether it holds a request.</param>
public sealed record RowPreview(
    Guid Id, int Position, int Version, int Inputs, IReadOnlyList<string> Names, IReadOnlyList<string> Values, string? Expected, string Note, Guid? ExchangeId, bool HasRequest);

internal sealed class DatasetRowsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<DatasetRows, RowPage<RowPreview>?>
{
    public async Task<RowPage<RowPreview>?> Handle(DatasetRows request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > DatasetRows.MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Limit, $"1 to {DatasetRows.MaxLimit} rows are told.");
        }

        if (!await db.Datasets.AnyAsync(d => d.Id == request.DatasetId && d.ProjectId == caller.ProjectId, cancellationToken))
        {
            return null;
        }

        var rows = await db.Database.SqlQuery<Beginning>(
            $"""
            select r.id as "Id", r.position as "Position", r.version as "Version", i.count as "Inputs", i.names as "Names", i.values as "Values",
                left(r.expected, 300) as "Expected", left(r.note, 200) as "Note", r.exchange_id as "ExchangeId", r.request is not null as "HasRequest"
            from dataset_rows r, lateral (
                select count(*)::int as count, coalesce(array_agg(key order by n) filter (where n <= 3), array[]::text[]) as names,
                    coalesce(array_agg(left(value, 200) order by n) filter (where n <= 3), array[]::text[]) as values
                from (select key, value, row_number() over (order by key <> {AskedInputs.Question}, place) as n
                    from json_each_text(r.inputs) with ordinality as e (key, value, place)) e) i
            where r.dataset_id = {request.DatasetId} and r.project_id = {caller.ProjectId} and r.position > {request.After ?? 0}
            order by r.position limit {request.Limit + 1}
            """).ToListAsync(cancellationToken);
        var page = rows.Take(request.Limit).Select(r => r.Preview).ToList();
        return new(page, rows.Count > request.Limit ? page[^1].Position : null);
    }

    private sealed record Beginning(
        Guid Id, int Position, int Version, int Inputs, string[] Names, string[] Values, string? Expected, string Note, Guid? ExchangeId, bool HasRequest)
    {
        public RowPreview Preview => new(Id, Position, Version, Inputs, Names, Values, Expected, Note, ExchangeId, HasRequest);
    }
}

/// <summary>Rows of a dataset as they are, in their order, by keyset; null when the project has no such dataset. A page ends early where it is long.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="After">Position of the last row before; null = from the first.</param>
/// <param name="Limit">Rows at most, 1 to <see cref="DatasetRows.MaxLimit"/>.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record WholeRows(Guid DatasetId, int? After, int Limit) : IRequest<RowPage<DatasetRow>?>
{
    /// <summary>A page ends with the row that makes it longer than this, bytes.</summary>
    public const int MostBytes = 4 << 20;
}

internal sealed class WholeRowsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<WholeRows, RowPage<DatasetRow>?>
{
    public async Task<RowPage<DatasetRow>?> Handle(WholeRows request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > DatasetRows.MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Limit, $"1 to {DatasetRows.MaxLimit} rows are told.");
        }

        if (!await db.Datasets.AnyAsync(d => d.Id == request.DatasetId && d.ProjectId == caller.ProjectId, cancellationToken))
        {
            return null;
        }

        var (rows, bytes, more) = (new List<DatasetRow>(), 0L, false);
        var found = db.DatasetRows.Where(r => r.DatasetId == request.DatasetId && r.ProjectId == caller.ProjectId && r.Position > (request.After ?? 0)).OrderBy(r => r.Position);
        await foreach (var row in found.Take(request.Limit + 1).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (rows.Count == request.Limit || bytes > WholeRows.MostBytes)
            {
                more = true;
                break;
            }

            rows.Add(row);
            bytes += row.Inputs.Length + (row.Expected?.Length ?? 0) + (row.Request?.Length ?? 0);
        }

        return new(rows, more ? rows[^1].Position : null);
    }
}

/// <summary>One row as it is; null when the project has none of this id in this dataset.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="RowId">The row.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record OneRow(Guid DatasetId, Guid RowId) : IRequest<DatasetRow?>;

internal sealed class OneRowHandler(ObservabilityDb db, Caller caller) : IRequestHandler<OneRow, DatasetRow?>
{
    public Task<DatasetRow?> Handle(OneRow request, CancellationToken cancellationToken) =>
        db.DatasetRows.SingleOrDefaultAsync(r => r.Id == request.RowId && r.DatasetId == request.DatasetId && r.ProjectId == caller.ProjectId, cancellationToken);
}
