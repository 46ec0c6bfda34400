using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Exchanges;
using Observability.Domain;

namespace Observability.Dashboard.Exports;

/// <summary>Notes in the audit log that somebody takes exchanges away, and says where the export starts.</summary>
/// <param name="Id">The export.</param>
/// <param name="Order">What is exported.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record BeginExport(Guid Id, ExportOrder Order) : IRequest<ExportBeginning>;

/// <summary>How an export starts.</summary>
/// <param name="Project">Slug of the project.</param>
/// <param name="First">Where to begin; null = there is nothing at all.</param>
public sealed record ExportBeginning(string Project, ExportPlace? First);

/// <summary>How far an export is. What starts at or after <paramref name="Until"/> is none of it, so that it ends however much arrives meanwhile.</summary>
/// <param name="From">Everything that started before is done.</param>
/// <param name="After">The last row of this moment and day that is done; null = none.</param>
/// <param name="Until">Where it ends, exclusive.</param>
public sealed record ExportPlace(DateTimeOffset From, ExchangeCursor? After, DateTimeOffset Until)
{
    /// <summary>Where what is ordered begins; null = there is nothing at all.</summary>
    internal static async Task<ExportPlace?> FirstAsync(ObservabilityDb db, Caller caller, ExportOrder order, DateTimeOffset now, CancellationToken ct)
    {
        var until = order.Filter.To?.ToUniversalTime() is { } to && to < now ? to : now;
        if (order.Ids.Count > 0)
        {
            return new(DateTimeOffset.UnixEpoch, null, now);
        }

        var rows = db.Exchanges.Where(e => e.ProjectId == caller.ProjectId && e.StartedAt < until);
        rows = order.Filter.From?.ToUniversalTime() is { } from ? rows.Where(e => e.StartedAt >= from) : rows;
        var first = await rows.OrderBy(e => e.StartedAt).Select(e => (DateTimeOffset?)e.StartedAt).FirstOrDefaultAsync(ct);
        return first is { } begin ? new(begin, null, until) : null;
    }
}

internal sealed class BeginExportHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<BeginExport, ExportBeginning>
{
    public async Task<ExportBeginning> Handle(BeginExport request, CancellationToken cancellationToken)
    {
        var (order, now) = (request.Order, time.GetUtcNow());
        var project = await db.Projects.SingleAsync(p => p.Id == caller.ProjectId, cancellationToken);
        AuditLog.Add(db, caller, now, ("exchanges.exported", request.Id), new
        {
            Format = EnumNames.NameOf(order.Format),
            order.Bodies,
            order.Filter.Q,
            order.Filter.From,
            order.Filter.To,
            order.Filter.User,
            Chosen = order.Ids.Count == 0 ? (int?)null : order.Ids.Count,
        });
        await db.SaveChangesAsync(cancellationToken);
        return new(project.Slug, await ExportPlace.FirstAsync(db, caller, order, now, cancellationToken));
    }
}
