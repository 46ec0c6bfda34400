using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Prompts;

/// <summary>Puts a label on a version of a prompt, from wherever it is, or takes it away.</summary>
/// <param name="Name">The prompt.</param>
/// <param name="Label">The label.</param>
/// <param name="Number">Number of the version; null = away.</param>
[Requires(Access.Replay)]
public sealed record MovePromptLabel(string Name, string Label, int? Number) : IRequest<PromptChanged>
{
    /// <summary>Most labels of one prompt.</summary>
    public const int Most = 20;
}

/// <summary>What came of it.</summary>
/// <param name="Found">Whether the project has this prompt.</param>
/// <param name="Refusal">A sentence that says what is wrong; null when nothing is.</param>
public sealed record PromptChanged(bool Found, string? Refusal);

internal sealed class MovePromptLabelHandler(ObservabilityDb db, Caller caller, TimeProvider time, PromptCache cache) : IRequestHandler<MovePromptLabel, PromptChanged>
{
    public async Task<PromptChanged> Handle(MovePromptLabel request, CancellationToken cancellationToken)
    {
        if (!PromptName.IsLabel(request.Label) || request.Label == PromptName.Latest)
        {
            return new(true, string.Format(CultureInfo.CurrentCulture, PromptRefusalsText.LabelRefused, request.Label));
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // So that the latest line is the latest move.
        await db.Database.ExecuteSqlAsync($"select 1 from prompts where project_id = {caller.ProjectId} and name = {request.Name} for update", cancellationToken);
        var prompt = await db.Prompts.SingleOrDefaultAsync(p => p.ProjectId == caller.ProjectId && p.Name == request.Name, cancellationToken);
        if (prompt is null)
        {
            return new(false, null);
        }

        var labels = (await PromptRows.LabelsAsync(db, caller.ProjectId, [prompt.Id], cancellationToken))[prompt.Id].ToList();
        var before = labels.SingleOrDefault(l => l.Label == request.Label)?.Number;
        var refusal = request.Number is { } number && (number < 1 || number > prompt.Latest) ? string.Format(CultureInfo.CurrentCulture, PromptRefusalsText.NoNumber, number, prompt.Latest)
            : before is null && labels.Count >= MovePromptLabel.Most ? string.Format(CultureInfo.CurrentCulture, PromptRefusalsText.TooManyLabels, MovePromptLabel.Most)
            : null;
        if (refusal is not null || before == request.Number)
        {
            return new(true, refusal);
        }

        var now = time.GetUtcNow();
        db.Add(new PromptLabel { ProjectId = caller.ProjectId, PromptId = prompt.Id, Label = request.Label, Number = request.Number, At = now, MovedBy = caller.Name });
        AuditLog.Add(db, caller, now, ("prompt.label_moved", prompt.Id), new { prompt.Name, request.Label, From = before, To = request.Number });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        cache.Forget();
        return new(true, null);
    }
}
