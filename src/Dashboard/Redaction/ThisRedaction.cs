using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Redaction;

namespace Observability.Dashboard.Redaction;

/// <summary>How much of what is said the caller's project keeps.</summary>
[Requires(Access.Read)]
public sealed record ThisRedaction : IRequest<RedactionSetting>;

/// <summary>The setting.</summary>
/// <param name="Mode">What calls keep that begin from now on.</param>
public sealed record RedactionSetting(RedactionMode Mode);

internal sealed class ThisRedactionHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ThisRedaction, RedactionSetting>
{
    public Task<RedactionSetting> Handle(ThisRedaction request, CancellationToken cancellationToken) =>
        db.Projects.Where(p => p.Id == caller.ProjectId).Select(p => new RedactionSetting(p.Redaction)).SingleAsync(cancellationToken);
}
