using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Audit;

/// <summary>The project's latest audit entries, newest first.</summary>
/// <param name="Subject">Only those about this thing; null = about anything.</param>
[Requires(Access.Read)]
public sealed record ListAudit(Guid? Subject) : IRequest<IReadOnlyList<AuditEntry>>
{
    /// <summary>How many are told at most.</summary>
    public const int Most = 200;
}

internal sealed class ListAuditHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListAudit, IReadOnlyList<AuditEntry>>
{
    public async Task<IReadOnlyList<AuditEntry>> Handle(ListAudit request, CancellationToken cancellationToken)
    {
        var entries = db.AuditLog.Where(a => a.ProjectId == caller.ProjectId);
        if (request.Subject is { } subject)
        {
            var text = subject.ToString();
            entries = entries.Where(a => a.Subject == text);
        }

        return await entries.OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Take(ListAudit.Most).ToListAsync(cancellationToken);
    }
}
