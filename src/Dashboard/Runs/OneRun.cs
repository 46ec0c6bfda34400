using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>One run of the project and how far it is; null when it has none of this id.</summary>
/// <param name="Id">The run.</param>
[Requires(Access.Read)]
public sealed record OneRun(Guid Id) : IRequest<RunDetail?>;

/// <summary>A run and what is under way of it.</summary>
/// <param name="Run">The run.</param>
/// <param name="UnderWay">Items whose call may have been sent and that are not settled.</param>
public sealed record RunDetail(Run Run, int UnderWay)
{
    /// <summary>Items that were not sent.</summary>
    public int Waiting => Run.Total - Run.Settled - Run.Refused - UnderWay;
}

internal sealed class OneRunHandler(ObservabilityDb db, Caller caller) : IRequestHandler<OneRun, RunDetail?>
{
    public async Task<RunDetail?> Handle(OneRun request, CancellationToken cancellationToken)
    {
        // One snapshot: what settles meanwhile must not be counted twice.
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        return await db.Runs.SingleOrDefaultAsync(r => r.Id == request.Id && r.ProjectId == caller.ProjectId, cancellationToken) is { } run
            ? new(run, await db.RunItems.CountAsync(i => i.RunId == run.Id && i.State == RunItemState.Sending, cancellationToken))
            : null;
    }
}
