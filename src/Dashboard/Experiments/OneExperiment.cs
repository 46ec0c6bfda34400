using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Runs;
using Observability.Domain;
using Observability.Domain.Experiments;
using Observability.Domain.Runs;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Experiments;

/// <summary>An experiment: how far it is, what each variant came to and how it compares; null when the project has none of this id.</summary>
/// <param name="Id">The experiment.</param>
[Requires(Access.Read)]
public sealed record OneExperiment(Guid Id) : IRequest<ExperimentDetail?>;

/// <summary>An experiment and what came of it.</summary>
/// <param name="Experiment">What was ordered.</param>
/// <param name="Run">How far it is.</param>
/// <param name="Variants">What is compared.</param>
/// <param name="Rules">By which rules.</param>
/// <param name="Judge">The model that judges; null = none does.</param>
public sealed record ExperimentDetail(Experiment Experiment, RunDetail Run, IReadOnlyList<Variant> Variants, IReadOnlyList<ScoringRule> Rules, Judge? Judge)
{
    /// <summary>What is measured.</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>What each variant came to.</summary>
    public required IReadOnlyList<VariantFigures> Figures { get; init; }

    /// <summary>Comparisons with the baseline; null = not before it is over, because who looks again and again until something shows is led astray.</summary>
    public required IReadOnlyList<Comparison>? Comparisons { get; init; }

    /// <summary>Rows on which a variant fails what the baseline passed, and in how many respects.</summary>
    public required IReadOnlyDictionary<int, int> Worse { get; init; }

    /// <summary>Whether nothing more will come.</summary>
    public bool IsOver => Run.Run.State is RunState.Finished or RunState.Cancelled;
}

internal sealed class OneExperimentHandler(ObservabilityDb db, Caller caller, IRequestHandler<OneRun, RunDetail?> runs) : IRequestHandler<OneExperiment, ExperimentDetail?>
{
    public async Task<ExperimentDetail?> Handle(OneExperiment request, CancellationToken cancellationToken)
    {
        if (await db.Experiments.SingleOrDefaultAsync(e => e.Id == request.Id && e.ProjectId == caller.ProjectId, cancellationToken) is not { } experiment
            || await runs.Handle(new(request.Id), cancellationToken) is not { } run)
        {
            return null;
        }

        var cells = await ExperimentCells.LoadAsync(db, experiment.Id, cancellationToken);
        var (variants, rules) = (StoredParts.VariantsOf(experiment), StoredParts.RulesOf(experiment.Rules));
        var measures = Measure.Of(rules, experiment.Judge is not null, cells.Any(c => c.HandScore is not null));
        var of = (variants.Count, (int)experiment.Baseline);
        var byVariant = cells.ToLookup(c => c.Variant);
        return new(experiment, run, variants, rules, StoredParts.JudgeOf(experiment.Judge))
        {
            Measures = measures,
            Figures = [.. variants.Select((_, v) => VariantFigures.Of(v, [.. byVariant[v]], measures))],
            Comparisons = run.Run.State is RunState.Finished or RunState.Cancelled ? Comparison.All(experiment.Id, measures, cells, of) : null,
            Worse = Regressions.Of(measures, cells, of),
        };
    }
}
