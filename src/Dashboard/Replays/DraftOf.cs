using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Exchanges;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Replays;

/// <summary>A captured call as it may be sent again; null when the project has none of this id.</summary>
/// <param name="Id">The exchange.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record DraftOf(Guid Id) : IRequest<DraftAnswer?>;

/// <summary>A captured call as it may be sent again, and what is missing of it.</summary>
/// <param name="Draft">The call, as far as it is known; null = it cannot be sent again whatever is filled in.</param>
/// <param name="Row">The exchange.</param>
/// <param name="Gaps">What is missing, what blocks first.</param>
public sealed record DraftAnswer(CallDraft? Draft, Exchange Row, IReadOnlyList<DraftGap> Gaps)
{
    /// <summary>The gaps that are still in the way of sending the call with these changes.</summary>
    /// <param name="changes">What is changed and filled in.</param>
    /// <param name="hasCredential">Whether a credential is given for this call.</param>
    public IReadOnlyList<DraftGap> Blocking(CallChanges changes, bool hasCredential) => [.. Gaps.Where(g => g.Blocks && !IsClosed(g, changes, hasCredential))];

    private static bool IsClosed(DraftGap gap, CallChanges changes, bool hasCredential) => gap.Fill switch
    {
        DraftFill.Nothing => false,
        DraftFill.Body => changes.WholeBody is not null,
        DraftFill.QueryValue => changes.Query.ContainsKey(gap.Name!),
        DraftFill.Credential => hasCredential || changes.Upstream is { HasCredential: true },
        DraftFill.Upstream => changes.Upstream is not null,
    };
}

internal sealed class DraftOfHandler(ObservabilityDb db, Caller caller) : IRequestHandler<DraftOf, DraftAnswer?>
{
    public async Task<DraftAnswer?> Handle(DraftOf request, CancellationToken cancellationToken)
    {
        if (await OfId.FindAsync(db, caller.ProjectId, request.Id, cancellationToken) is not { } row)
        {
            return null;
        }

        // The answer's bytes are not fetched: nothing of them is sent.
        var bodies = await db.ExchangeBodies.Where(b => b.Id == row.Id && b.StartedAt == row.StartedAt && b.ProjectId == caller.ProjectId)
            .Select(b => new ExchangeBodies { Id = b.Id, StartedAt = b.StartedAt, ProjectId = b.ProjectId, RequestHeaders = b.RequestHeaders, RequestBody = b.RequestBody })
            .SingleOrDefaultAsync(cancellationToken);
        var upstream = await db.Upstreams.Where(u => u.Name == row.Upstream && (u.ProjectId == null || u.ProjectId == caller.ProjectId))
            .OrderBy(u => u.ProjectId == null).FirstOrDefaultAsync(cancellationToken);
        return CapturedCall.ToDraft(row, bodies, upstream is null ? null : UpstreamChoice.Of(upstream, []));
    }
}
