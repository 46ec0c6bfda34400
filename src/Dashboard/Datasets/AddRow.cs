using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>Adds rows written by hand or by a program, all of them or none.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Rows">What they hold, 1 to <see cref="Most"/>.</param>
[Requires(Access.Annotate, Bodies = true)]
public sealed record AddRow(Guid DatasetId, IReadOnlyList<RowContent> Rows) : IRequest<RowsAnswer>
{
    /// <summary>Most rows at once.</summary>
    public const int Most = 1_000;
}

/// <summary>What came of it; when both are null, the project has no such dataset or row.</summary>
/// <param name="Rows">The rows as stored; null when nothing was changed.</param>
/// <param name="Refusal">Why nothing was changed, in a sentence; null when something was.</param>
public sealed record RowsAnswer(IReadOnlyList<DatasetRow>? Rows, string? Refusal)
{
    /// <summary>The row as somebody else has left it, where that is why nothing was changed; null otherwise.</summary>
    public DatasetRow? Theirs { get; init; }

    internal static RowsAnswer NoSuch { get; } = new(null, null);

    internal static RowsAnswer Refused(string why) => new(null, why);
}

internal sealed class AddRowHandler(DatasetDesk desk) : IRequestHandler<AddRow, RowsAnswer>
{
    public async Task<RowsAnswer> Handle(AddRow request, CancellationToken cancellationToken)
    {
        if (request.Rows.Count is < 1 or > AddRow.Most)
        {
            return RowsAnswer.Refused(string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.TooManyAtOnce, request.Rows.Count, AddRow.Most));
        }

        for (var i = 0; i < request.Rows.Count; i++)
        {
            if (RowRules.Refuse(request.Rows[i], desk.Options, null) is { } refusal)
            {
                return RowsAnswer.Refused(request.Rows.Count == 1 ? refusal : string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.InRow, i + 1, refusal));
            }
        }

        await using var held = await desk.HoldAsync(request.DatasetId, cancellationToken);
        if (held is null)
        {
            return RowsAnswer.NoSuch;
        }

        if (held.Room < request.Rows.Count)
        {
            return RowsAnswer.Refused(string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.NoRoom, held.Rows, desk.Options.MostRows));
        }

        var rows = request.Rows.Select(r => held.Add(r, null)).ToList();
        await held.CommitAsync(cancellationToken);
        return new(rows, null);
    }
}

/// <summary>Adds a row like another at the end: its request and the exchange it comes from are the same.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="RowId">The row.</param>
[Requires(Access.Annotate, Bodies = true)]
public sealed record DuplicateRow(Guid DatasetId, Guid RowId) : IRequest<RowsAnswer>;

internal sealed class DuplicateRowHandler(DatasetDesk desk) : IRequestHandler<DuplicateRow, RowsAnswer>
{
    public async Task<RowsAnswer> Handle(DuplicateRow request, CancellationToken cancellationToken)
    {
        await using var held = await desk.HoldAsync(request.DatasetId, cancellationToken);
        if (held is null || await desk.Db.DatasetRows.SingleOrDefaultAsync(r => r.Id == request.RowId && r.DatasetId == request.DatasetId, cancellationToken) is not { } row)
        {
            return RowsAnswer.NoSuch;
        }

        if (held.Room == 0)
        {
            return RowsAnswer.Refused(string.Format(CultureInfo.CurrentCulture, DatasetRefusalsText.NoRoom, held.Rows, desk.Options.MostRows));
        }

        var copy = held.Add(new(RowInputs.Read(row.Inputs), row.Expected, row.Note), row);
        await held.CommitAsync(cancellationToken);
        return new([copy], null);
    }
}
