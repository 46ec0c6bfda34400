using MediatR;
using Observability.Domain;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Audit;

/// <summary>Checks the chain of the project's audit log from its first entry to its last.</summary>
[Requires(Access.Admin)]
public sealed record VerifyAudit : IRequest<AuditVerdict>;

internal sealed class VerifyAuditHandler(ObservabilityDb db, Caller caller) : IRequestHandler<VerifyAudit, AuditVerdict>
{
    public Task<AuditVerdict> Handle(VerifyAudit request, CancellationToken cancellationToken) =>
        new AuditVerification(db).OfAsync(caller.ProjectId, cancellationToken);
}
