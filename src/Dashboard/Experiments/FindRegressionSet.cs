using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Prompts;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Experiments;

/// <summary>With what the order of an experiment about a prompt begins: its regression set where it has one, and the versions to compare; null = no such prompt.</summary>
/// <param name="Prompt">Name of the prompt.</param>
[Requires(Access.Read)]
public sealed record FindRegressionSet(string Prompt) : IRequest<RegressionStart?>;

/// <summary>Where to begin.</summary>
/// <param name="PromptId">The prompt.</param>
/// <param name="DatasetId">The dataset of its regression set; null = it has none.</param>
/// <param name="Rules">The rules of it.</param>
/// <param name="Judge">The judge of it; null = none.</param>
/// <param name="Against">Id of the version in production, or of the one before the latest; null = there is only one.</param>
/// <param name="Latest">Id of the latest version.</param>
public sealed record RegressionStart(Guid PromptId, Guid? DatasetId, IReadOnlyList<ScoringRule> Rules, Judge? Judge, Guid? Against, Guid Latest);

internal sealed class FindRegressionSetHandler(ObservabilityDb db, Caller caller) : IRequestHandler<FindRegressionSet, RegressionStart?>
{
    private const string Production = "production";

    public async Task<RegressionStart?> Handle(FindRegressionSet request, CancellationToken cancellationToken)
    {
        if (await db.Prompts.SingleOrDefaultAsync(p => p.Name == request.Prompt && p.ProjectId == caller.ProjectId, cancellationToken) is not { } prompt)
        {
            return null;
        }

        var set = await db.RegressionSets.SingleOrDefaultAsync(r => r.PromptId == prompt.Id && r.ProjectId == caller.ProjectId, cancellationToken);
        var labelled = await db.PromptLabels.Where(l => l.PromptId == prompt.Id && l.ProjectId == caller.ProjectId && l.Label == Production)
            .OrderByDescending(l => l.Id).Select(l => l.Number).FirstOrDefaultAsync(cancellationToken);
        var against = labelled is { } number && number != prompt.Latest ? number : prompt.Latest - 1;
        return new(
            prompt.Id, set?.DatasetId, set is null ? [] : StoredParts.RulesOf(set.Rules), StoredParts.JudgeOf(set?.Judge),
            await VersionAsync(prompt, against, cancellationToken), (await VersionAsync(prompt, prompt.Latest, cancellationToken))!.Value);
    }

    private Task<Guid?> VersionAsync(Prompt prompt, int number, CancellationToken ct) =>
        db.PromptVersions.Where(v => v.PromptId == prompt.Id && v.ProjectId == caller.ProjectId && v.Number == number).Select(v => (Guid?)v.Id).SingleOrDefaultAsync(ct);
}
