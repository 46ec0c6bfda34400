using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Observability.Domain.Redaction;

namespace Observability.Dashboard.Redaction;

/// <summary>Changes how much of what is said the project keeps; every ingest follows within seconds. What is stored stays as it is.</summary>
/// <param name="Mode">What calls keep that begin from then on.</param>
[Requires(Access.Admin)]
public sealed record SaveRedaction(RedactionMode Mode) : IRequest<RedactionSetting>;

internal sealed class SaveRedactionHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<SaveRedaction, RedactionSetting>
{
    public async Task<RedactionSetting> Handle(SaveRedaction request, CancellationToken cancellationToken)
    {
        var project = await db.Projects.AsTracking().SingleAsync(p => p.Id == caller.ProjectId, cancellationToken);
        if (project.Redaction != request.Mode)
        {
            var details = new { Before = EnumNames.NameOf(project.Redaction), After = EnumNames.NameOf(request.Mode) };
            project.Redaction = request.Mode;
            AuditLog.Add(db, caller, time.GetUtcNow(), ("project.redaction_changed", project.Id), details);
            await db.SaveChangesAsync(cancellationToken);
        }

        return new(project.Redaction);
    }
}
