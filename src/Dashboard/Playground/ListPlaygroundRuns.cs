using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Playground;

/// <summary>What the caller sent from the playground, the newest first.</summary>
[Requires(Access.Read, Bodies = true)]
public sealed record ListPlaygroundRuns : IRequest<IReadOnlyList<PlaygroundEntry>>;

/// <summary>An entry of the history.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When it was sent.</param>
/// <param name="Upstream">Where to.</param>
/// <param name="Model">The model it names; null = none.</param>
/// <param name="Opening">How what was asked begins; null = not known.</param>
/// <param name="ExchangeIds">The exchanges it came to.</param>
public sealed record PlaygroundEntry(Guid Id, DateTimeOffset At, string Upstream, string? Model, string? Opening, IReadOnlyList<Guid> ExchangeIds);

internal sealed class ListPlaygroundRunsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListPlaygroundRuns, IReadOnlyList<PlaygroundEntry>>
{
    public async Task<IReadOnlyList<PlaygroundEntry>> Handle(ListPlaygroundRuns request, CancellationToken cancellationToken) =>
        caller.AccountId is not { } account ? []
        : await db.PlaygroundRuns.Where(r => r.ProjectId == caller.ProjectId && r.AccountId == account)
            .OrderByDescending(r => r.Id).Take(KeepPlaygroundRun.Most)
            .Select(r => new PlaygroundEntry(r.Id, r.CreatedAt, r.Upstream, r.Model, r.Opening, r.ExchangeIds))
            .ToListAsync(cancellationToken);
}
