using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Replays;
using Observability.Domain;
using Observability.Domain.Experiments;

namespace Observability.Dashboard.Experiments;

/// <summary>What an order would send and what that would cost, before anything is sent.</summary>
/// <param name="Order">The order.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record EstimateExperiment(ExperimentOrder Order) : IRequest<EstimatedExperiment>;

/// <summary>What it would come to.</summary>
/// <param name="Estimate">The estimate; null when the order is refused.</param>
/// <param name="Refusal">Why, in a sentence; null = it would be taken.</param>
public sealed record EstimatedExperiment(ExperimentEstimate? Estimate, string? Refusal);

/// <summary>Calls and costs of an order.</summary>
/// <param name="Rows">Rows of the dataset.</param>
/// <param name="Calls">All calls.</param>
/// <param name="Parts">By variant, and last the judge where there is one.</param>
public sealed record ExperimentEstimate(int Rows, int Calls, IReadOnlyList<EstimatedPart> Parts)
{
    /// <summary>What the calls whose cost can be estimated would cost, US dollars; null = of none it can.</summary>
    public decimal? Usd => Parts.Any(p => p.Usd is not null) ? Parts.Sum(p => p.Usd ?? 0) : null;

    /// <summary>Calls whose cost cannot be estimated.</summary>
    public int UnknownCalls => Parts.Where(p => p.Usd is null).Sum(p => p.Calls);

    /// <summary>What one call costs on the average of those that can be estimated; null = of none.</summary>
    public decimal? PerCallUsd => Usd is { } usd && Calls > UnknownCalls ? usd / (Calls - UnknownCalls) : null;
}

/// <summary>Calls and cost of a variant or of the judge.</summary>
/// <param name="Name">The variant; null = the judge.</param>
/// <param name="Models">Which models its calls name, where it is known.</param>
/// <param name="Calls">Its calls.</param>
/// <param name="Usd">What they would cost, US dollars; null = that cannot be estimated.</param>
/// <param name="Problem">Why the first of the rows looked at cannot be sent, in a sentence; null = all looked at can.</param>
public sealed record EstimatedPart(string? Name, IReadOnlyList<string> Models, int Calls, decimal? Usd, string? Problem);

internal sealed class EstimateExperimentHandler(ExperimentPlanner planner, ExperimentCosts costs) : IRequestHandler<EstimateExperiment, EstimatedExperiment>
{
    public async Task<EstimatedExperiment> Handle(EstimateExperiment request, CancellationToken cancellationToken)
    {
        var (plan, refusal) = await planner.PlanAsync(request.Order, cancellationToken);
        return plan is null ? new(null, refusal) : new(await costs.OfAsync(plan, request.Order, cancellationToken), null);
    }
}

/// <summary>What calls cost lately, by upstream and model.</summary>
internal sealed class ExperimentCosts(ObservabilityDb db, Caller caller, TimeProvider time)
{
    // Of each variant so many rows are put together to see what they ask and whether they can be sent.
    private const int RowsLookedAt = 20;
    private const int CallsLookedAt = 200;

    private static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    public async Task<ExperimentEstimate> OfAsync(ExperimentPlan plan, ExperimentOrder order, CancellationToken ct)
    {
        var rows = await db.DatasetRows.Where(r => r.DatasetId == plan.Dataset.Id).OrderBy(r => r.Position).Take(RowsLookedAt)
            .Select(r => new ExperimentRow
            {
                Position = r.Position,
                Inputs = r.Inputs,
                Expected = r.Expected,
                Request = r.Request,
                Upstream = r.Upstream,
                Family = r.Family,
                Method = r.Method,
                Target = r.Target,
                Headers = r.Headers,
                ExchangeId = r.ExchangeId,
            }).ToListAsync(ct);
        var parts = new List<EstimatedPart>();
        foreach (var variant in plan.Variants)
        {
            var calls = rows.Select(r => VariantCall.Of(variant, r, plan.Upstreams)).ToList();
            var models = calls.Where(c => c.Draft is not null).Select(c => (c.Draft!.Upstream, Model: ModelPlace.Of(c.Draft))).ToList();
            parts.Add(await PartAsync(variant.Name, models, plan.Rows * order.Repetitions, calls.Select(c => c.Refusal).FirstOrDefault(r => r is not null), ct));
        }

        if (order.Judge is { } judge)
        {
            parts.Add(await PartAsync(null, [(judge.Upstream, judge.Model)], plan.AnswersOf(order), null, ct));
        }

        return new(plan.Rows, plan.CallsOf(order), parts);
    }

    private async Task<EstimatedPart> PartAsync(string? name, List<(string Upstream, string? Model)> asked, int calls, string? problem, CancellationToken ct)
    {
        decimal? sum = asked.Count > 0 ? 0 : null;
        foreach (var group in asked.GroupBy(a => a))
        {
            sum += await MeanAsync(group.Key.Upstream, group.Key.Model, ct) * group.Count();
        }

        return new(name, [.. asked.Select(a => a.Model).OfType<string>().Distinct(StringComparer.Ordinal)], calls, sum / Math.Max(1, asked.Count) * calls, problem);
    }

    private async Task<decimal?> MeanAsync(string upstream, string? model, CancellationToken ct)
    {
        var from = time.GetUtcNow() - Lately;
        return model is null ? null : await db.Exchanges
            .Where(e => e.ProjectId == caller.ProjectId && e.StartedAt >= from && e.ModelRequested == model && e.Upstream == upstream && e.CostUsd != null)
            .OrderByDescending(e => e.StartedAt).Take(CallsLookedAt).AverageAsync(e => e.CostUsd, ct);
    }
}
