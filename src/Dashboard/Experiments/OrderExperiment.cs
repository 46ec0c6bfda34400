using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Runs;
using Observability.Domain;
using Observability.Domain.Experiments;

namespace Observability.Dashboard.Experiments;

/// <summary>Orders an experiment: its rows, prompts and rules are copied, and a run sends its calls.</summary>
/// <param name="Order">What is to be compared.</param>
[Requires(Access.Replay, Bodies = true)]
public sealed record OrderExperiment(ExperimentOrder Order) : IRequest<OrderedRun>;

internal sealed class OrderExperimentHandler(ObservabilityDb db, Caller caller, TimeProvider time, ExperimentPlanner planner, ExperimentCosts costs)
    : IRequestHandler<OrderExperiment, OrderedRun>
{
    public async Task<OrderedRun> Handle(OrderExperiment request, CancellationToken cancellationToken)
    {
        var order = request.Order;
        var (plan, refusal) = await planner.PlanAsync(order, cancellationToken);
        if (plan is null)
        {
            return new(null, refusal);
        }

        var now = time.GetUtcNow();
        var estimate = await costs.OfAsync(plan, order, cancellationToken);
        var rows = await RowsAsync(plan, cancellationToken);
        var experiment = New(plan, order, (now, rows.Count));
        db.Add(experiment);
        db.AddRange(rows.Select((row, i) => Frozen(row, experiment.Id, i + 1)));
        var cells = Cells(experiment, plan.Variants.Count).ToList();
        db.AddRange(cells);
        await MarkAsync(order, now, cancellationToken);
        return await new RunOrder(ExperimentRun.KindName, order.Name, "{}", [.. Items(cells, rows, plan, order)], order.Limits)
        {
            Id = experiment.Id,
            Why = order.Why,
            ExpectedUsd = estimate.PerCallUsd,
        }.SaveAsync(db, caller, now, cancellationToken);
    }

    private Task<List<Domain.Datasets.DatasetRow>> RowsAsync(ExperimentPlan plan, CancellationToken ct) =>
        db.DatasetRows.Where(r => r.DatasetId == plan.Dataset.Id && r.ProjectId == caller.ProjectId).OrderBy(r => r.Position).Take(Experiment.MaxRows).ToListAsync(ct);

    private Experiment New(ExperimentPlan plan, ExperimentOrder order, (DateTimeOffset Now, int Rows) made) => new()
    {
        Id = Guid.CreateVersion7(made.Now),
        ProjectId = caller.ProjectId,
        DatasetId = plan.Dataset.Id,
        DatasetName = plan.Dataset.Name,
        Variants = StoredParts.Of(plan.Variants),
        Rules = StoredParts.Of(order.Rules.Select(r => r with { Name = r.Name.Trim() })),
        Judge = order.Judge is { } judge ? StoredParts.Of(judge) : null,
        Baseline = (short)order.Baseline,
        Repetitions = (short)order.Repetitions,
        RowCount = made.Rows,
    };

    private static ExperimentRow Frozen(Domain.Datasets.DatasetRow row, Guid experiment, int position) => new()
    {
        ExperimentId = experiment,
        Position = position,
        Inputs = row.Inputs,
        Expected = row.Expected,
        Request = row.Request,
        Upstream = row.Upstream,
        Family = row.Family,
        Method = row.Method,
        Target = row.Target,
        Headers = row.Headers,
        ExchangeId = row.ExchangeId,
    };

    // Row by row through all variants: where the cap ends it early, what there is can still be compared.
    private static IEnumerable<ExperimentCell> Cells(Experiment experiment, int variants)
    {
        var position = 0;
        for (var repetition = 1; repetition <= experiment.Repetitions; repetition++)
        {
            for (var row = 1; row <= experiment.RowCount; row++)
            {
                for (var variant = 0; variant < variants; variant++)
                {
                    yield return new() { ExperimentId = experiment.Id, Position = ++position, RowPosition = row, Variant = (short)variant, Repetition = (short)repetition };
                }
            }
        }
    }

    // The judge's calls come after all answers, in the same order: each waits for its answer alone.
    private static IEnumerable<NewRunItem> Items(List<ExperimentCell> cells, List<Domain.Datasets.DatasetRow> rows, ExperimentPlan plan, ExperimentOrder order)
    {
        var answers = cells.Select(c => (Cell: c, Row: rows[c.RowPosition - 1])).Select(c => new NewRunItem(
            plan.Variants[c.Cell.Variant].Prompt is null ? c.Row.ExchangeId : null, null, c.Row.Id, c.Cell.Variant)).ToList();
        return order.Judge is null ? answers : answers.Concat(answers.Select(a => a with { OriginalId = null }));
    }

    private async Task MarkAsync(ExperimentOrder order, DateTimeOffset now, CancellationToken ct)
    {
        if (order.RegressionSetOf is not { } prompt)
        {
            return;
        }

        var known = await db.RegressionSets.AsTracking().SingleOrDefaultAsync(r => r.PromptId == prompt && r.ProjectId == caller.ProjectId, ct);
        var set = known ?? new RegressionSet { PromptId = prompt, ProjectId = caller.ProjectId };
        (set.DatasetId, set.Rules, set.Judge) = (order.DatasetId, StoredParts.Of(order.Rules), order.Judge is { } judge ? StoredParts.Of(judge) : null);
        (set.MarkedAt, set.MarkedBy) = (now, caller.Name);
        if (known is null)
        {
            db.Add(set);
        }

        AuditLog.Add(db, caller, now, ("prompt.regression_set", prompt), new { Dataset = order.DatasetId, Rules = order.Rules.Count, Judge = order.Judge?.Model });
    }
}
