using System.Text.Json;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Replays;
using Observability.Domain;

namespace Observability.Dashboard.Playground;

/// <summary>A call of the caller's history; null when there is no such entry any more.</summary>
/// <param name="Id">The entry.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record OpenPlaygroundRun(Guid Id) : IRequest<OpenedRun?>;

/// <summary>A call as it was sent.</summary>
/// <param name="Draft">The call.</param>
/// <param name="BodyLost">How many bytes its body had, where that was too long to be kept; null = the body is here, or it had none.</param>
public sealed record OpenedRun(CallDraft Draft, long? BodyLost);

internal sealed class OpenPlaygroundRunHandler(ObservabilityDb db, Caller caller) : IRequestHandler<OpenPlaygroundRun, OpenedRun?>
{
    public async Task<OpenedRun?> Handle(OpenPlaygroundRun request, CancellationToken cancellationToken)
    {
        var row = await db.PlaygroundRuns.SingleOrDefaultAsync(
            r => r.Id == request.Id && r.ProjectId == caller.ProjectId && r.AccountId == caller.AccountId, cancellationToken);
        return row is null ? null : new(
            JsonSerializer.Deserialize<CallDraft>(row.Draft)! with { Body = row.Body is { } body ? (ReadOnlyMemory<byte>?)body : null },
            row.Body is null ? row.BodyBytes : null);
    }
}
