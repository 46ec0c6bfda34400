using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>Pauses, resumes or cancels a run; the job does it from here on. What is under way always ends.</summary>
/// <param name="Id">The run.</param>
/// <param name="Decision">What is to be done.</param>
/// <param name="Why">Why, for the audit log; null = nothing is said.</param>
/// <param name="CapUsd">With <see cref="RunDecision.Resume"/>: the cap from here on, US dollars; null = it stays.</param>
[Requires(Access.Replay)]
public sealed record DecideRun(Guid Id, RunDecision Decision, string? Why, decimal? CapUsd) : IRequest<DecidedRun>;

/// <summary>What came of it.</summary>
/// <param name="Run">As it is now; null when the project has none of this id.</param>
/// <param name="Refusal">Why that cannot be decided, in a sentence; null when it was.</param>
public sealed record DecidedRun(Run? Run, string? Refusal);

internal sealed class DecideRunHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<DecideRun, DecidedRun>
{
    public async Task<DecidedRun> Handle(DecideRun request, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Locked: of two people who decide at once the second sees what the first decided, and nothing is claimed meanwhile.
        var run = await db.Runs.FromSql($"select * from runs where id = {request.Id} and project_id = {caller.ProjectId} for update")
            .AsTracking().SingleOrDefaultAsync(cancellationToken);
        if (run is null || Refuse(run, request) is not null)
        {
            return new(run, run is null ? null : Refuse(run, request));
        }

        var now = time.GetUtcNow();
        (run.State, run.WhyStopped, run.Trouble) = (run.After(request.Decision)!.Value, null, null);
        run.FinishedAt = run.State == RunState.Cancelled ? now : null;
        run.CapUsd = request.CapUsd ?? run.CapUsd;
        AuditLog.Add(db, caller, now, ($"{run.Kind}.{Done(request.Decision)}", run.Id), new
        {
            run.Name,
            Why = StoredText.Of(string.IsNullOrWhiteSpace(request.Why) ? null : request.Why.Trim(), StoredText.MaxSentence),
            request.CapUsd,
            run.Settled,
            run.Total,
            run.KnownUsd,
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(run, null);
    }

    private static string? Refuse(Run run, DecideRun request)
    {
        if (run.After(request.Decision) is null)
        {
            return string.Format(CultureInfo.CurrentCulture, RunsText.NotInThisState, RunWords.State(run.State), InWords(request.Decision));
        }

        if (request.CapUsd is { } cap && new RunLimits(cap, run.Concurrency, run.PerMinute).Refusal() is { } refusal)
        {
            return refusal;
        }

        // It would be where it was at once.
        return run.State == RunState.Capped && request.Decision == RunDecision.Resume && (request.CapUsd ?? 0) <= run.CapUsd
            ? string.Format(CultureInfo.CurrentCulture, RunsText.HigherCapNeeded, Ui.Figures.Money(run.CapUsd))
            : null;
    }

    private static string InWords(RunDecision decision) => decision switch
    {
        RunDecision.Pause => RunsText.ToPause,
        RunDecision.Resume => RunsText.ToResume,
        RunDecision.Cancel => RunsText.ToCancel,
    };

    private static string Done(RunDecision decision) => decision switch
    {
        RunDecision.Pause => "paused",
        RunDecision.Resume => "resumed",
        RunDecision.Cancel => "cancelled",
    };
}
