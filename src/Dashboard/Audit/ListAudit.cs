using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Audit;

/// <summary>What was done to one thing of the project, newest first; not who looked at it, which is for admins (<see cref="PageAudit"/>).</summary>
/// <param name="Subject">The thing.</param>
[Requires(Access.Read)]
public sealed record ListAudit(Guid Subject) : IRequest<IReadOnlyList<AuditEntry>>
{
    /// <summary>How many are told at most.</summary>
    public const int Most = 200;
}

internal sealed class ListAuditHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListAudit, IReadOnlyList<AuditEntry>>
{
    public async Task<IReadOnlyList<AuditEntry>> Handle(ListAudit request, CancellationToken cancellationToken)
    {
        var subject = request.Subject.ToString();
        return await db.AuditLog
            .Where(a => a.ProjectId == caller.ProjectId && a.Subject == subject && !a.What.EndsWith(".viewed") && !a.What.EndsWith(".read_whole"))
            .OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Take(ListAudit.Most).ToListAsync(cancellationToken);
    }
}
