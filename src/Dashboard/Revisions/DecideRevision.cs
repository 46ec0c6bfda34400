using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Prices;
using Observability.Domain;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Revisions;

/// <summary>Applies, discards, undoes or retries a revision: the job does it from here on.</summary>
/// <param name="Id">The revision.</param>
/// <param name="Decision">What is to be done.</param>
[Requires(Access.Admin)]
public sealed record DecideRevision(Guid Id, RevisionDecision Decision) : IRequest<DecidedRevision>;

/// <summary>What came of it.</summary>
/// <param name="Revision">As it is now; null when the project has none of this id.</param>
/// <param name="Refusal">Why that cannot be decided in its state; null when it was.</param>
public sealed record DecidedRevision(Revision? Revision, string? Refusal);

internal sealed class DecideRevisionHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<DecideRevision, DecidedRevision>
{
    public async Task<DecidedRevision> Handle(DecideRevision request, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Locked: of two people who decide at once the second sees what the first decided.
        var revision = await db.Revisions.FromSql($"select * from revisions where id = {request.Id} and project_id = {caller.ProjectId} for update")
            .AsTracking().SingleOrDefaultAsync(cancellationToken);
        if (revision is null)
        {
            return new(null, null);
        }

        if (revision.After(request.Decision) is not { } state)
        {
            return new(revision, string.Format(
                CultureInfo.CurrentCulture, RevisionRefusalsText.NotInThisState, RevisionWords.State(revision.State), InWords(request.Decision)));
        }

        Change(revision, request.Decision, state);
        AuditLog.Add(db, caller, time.GetUtcNow(), ($"revision.{Done(request.Decision)}", revision.Id), new
        {
            Kind = EnumNames.NameOf(revision.Kind),
            revision.Seen,
            revision.Changed,
            revision.Applied,
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(revision, null);
    }

    private static void Change(Revision revision, RevisionDecision decision, RevisionState state)
    {
        revision.State = state;
        (revision.FinishedAt, revision.FailedIn, revision.Error) = (null, null, null);
        if (decision != RevisionDecision.Retry)
        {
            (revision.LastStartedAt, revision.LastId) = (null, null);
        }
    }

    private static string InWords(RevisionDecision decision) => decision switch
    {
        RevisionDecision.Apply => RevisionRefusalsText.Apply,
        RevisionDecision.Discard => RevisionRefusalsText.Discard,
        RevisionDecision.Undo => RevisionRefusalsText.Undo,
        RevisionDecision.Retry => RevisionRefusalsText.Retry,
    };

    private static string Done(RevisionDecision decision) => decision switch
    {
        RevisionDecision.Apply => "applied",
        RevisionDecision.Discard => "discarded",
        RevisionDecision.Undo => "undone",
        RevisionDecision.Retry => "retried",
    };
}
