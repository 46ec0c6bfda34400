using System.Text;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Observability.Dashboard.Datasets;

/// <summary>Changes what a person may change of a row; the request it was made from stays as it was.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="RowId">The row.</param>
/// <param name="Version">The version that was changed: when the row has another by now, nothing is written, and <see cref="RowsAnswer.Theirs"/> tells it.</param>
/// <param name="Content">What it holds from now on.</param>
[Requires(Access.Annotate, Bodies = true)]
public sealed record EditRow(Guid DatasetId, Guid RowId, int Version, RowContent Content) : IRequest<RowsAnswer>;

internal sealed class EditRowHandler(DatasetDesk desk) : IRequestHandler<EditRow, RowsAnswer>
{
    public async Task<RowsAnswer> Handle(EditRow request, CancellationToken cancellationToken)
    {
        await using var held = await desk.HoldAsync(request.DatasetId, cancellationToken);
        var rows = desk.Db.DatasetRows.AsTracking();
        if (held is null || await rows.SingleOrDefaultAsync(r => r.Id == request.RowId && r.DatasetId == request.DatasetId, cancellationToken) is not { } row)
        {
            return RowsAnswer.NoSuch;
        }

        if (row.Version != request.Version)
        {
            return RowsAnswer.Refused(string.Format(System.Globalization.CultureInfo.CurrentCulture, DatasetRefusalsText.ChangedMeanwhile, row.UpdatedBy)) with { Theirs = row };
        }

        if (RowRules.Refuse(request.Content, desk.Options, row.Request is { } body ? Encoding.UTF8.GetByteCount(body) : null) is { } refusal)
        {
            return RowsAnswer.Refused(refusal);
        }

        held.Write(row, request.Content);
        row.Version++;
        await held.CommitAsync(cancellationToken);
        return new([row], null);
    }
}
