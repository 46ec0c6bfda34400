using MediatR;
using Observability.Domain;

namespace Observability.Dashboard.Audit;

/// <summary>Notes in the log itself that somebody takes it away, before it is told.</summary>
/// <param name="Filter">What is taken.</param>
/// <param name="Format">As what: csv or jsonl.</param>
[Requires(Access.Admin)]
public sealed record BeginAuditExport(AuditFilter Filter, string Format) : IRequest<bool>;

internal sealed class BeginAuditExportHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<BeginAuditExport, bool>
{
    public async Task<bool> Handle(BeginAuditExport request, CancellationToken cancellationToken)
    {
        AuditLog.Add(db, caller, time.GetUtcNow(), ("audit.exported", caller.ProjectId), new { request.Format, request.Filter });
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
