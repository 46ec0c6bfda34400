using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Observability.Domain.Experiments;

namespace Observability.Dashboard.Experiments;

/// <summary>Scores an answer by hand, in the place of what was said before.</summary>
/// <param name="ExperimentId">The experiment.</param>
/// <param name="Position">The answer's place.</param>
/// <param name="Score">From 0 to 1; null takes it away.</param>
/// <param name="Comment">What is said of it; null = nothing.</param>
[Requires(Access.Annotate, Bodies = true)]
public sealed record ScoreByHand(Guid ExperimentId, int Position, double? Score, string? Comment) : IRequest<ScoredByHand>
{
    /// <summary>Longest comment, characters.</summary>
    public const int MaxComment = 2_000;
}

/// <summary>What came of it.</summary>
/// <param name="Cell">The answer as it is now; null when there is none such, or it was refused.</param>
/// <param name="Refusal">Why, in a sentence; null = it was taken, or there is no such answer.</param>
public sealed record ScoredByHand(ExperimentCell? Cell, string? Refusal);

internal sealed class ScoreByHandHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<ScoreByHand, ScoredByHand>
{
    public async Task<ScoredByHand> Handle(ScoreByHand request, CancellationToken cancellationToken)
    {
        var comment = string.IsNullOrWhiteSpace(request.Comment) ? null : request.Comment.Trim();
        if (request.Score is { } given && !(given is >= 0 and <= 1))
        {
            return new(null, ExperimentRefusalsText.ScoreOutOfRange);
        }

        if (comment?.Length > ScoreByHand.MaxComment)
        {
            return new(null, string.Format(CultureInfo.CurrentCulture, ExperimentRefusalsText.CommentTooLong, ScoreByHand.MaxComment));
        }

        var cell = !await db.Experiments.AnyAsync(e => e.Id == request.ExperimentId && e.ProjectId == caller.ProjectId, cancellationToken) ? null
            : await db.ExperimentCells.AsTracking().SingleOrDefaultAsync(c => c.ExperimentId == request.ExperimentId && c.Position == request.Position, cancellationToken);
        if (cell is null)
        {
            return new(null, null);
        }

        var now = time.GetUtcNow();
        var nothing = request.Score is null && comment is null;
        (cell.HandScore, cell.HandComment) = (request.Score, StoredText.Of(comment, ScoreByHand.MaxComment));
        (cell.HandBy, cell.HandAt) = (nothing ? null : caller.Name, nothing ? null : now);
        AuditLog.Add(db, caller, now, ("experiment.scored", request.ExperimentId), new { Answer = cell.Position, request.Score });
        await db.SaveChangesAsync(cancellationToken);
        return new(cell, null);
    }
}
