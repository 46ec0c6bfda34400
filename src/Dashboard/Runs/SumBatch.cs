using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Runs;

/// <summary>What a batch comes to against its originals; null when the project has no such run.</summary>
/// <param name="Run">The run.</param>
[Requires(Access.Read)]
public sealed record SumBatch(Guid Run) : IRequest<BatchSums?>;

/// <summary>Both sides of a batch, each figure over the pairs of which both sides are known, so that they can be compared.</summary>
public sealed class BatchSums
{
    /// <summary>Pairs with a known cost on both sides.</summary>
    public int CostPairs { get; set; }

    /// <summary>What the originals of these cost, US dollars.</summary>
    public decimal OriginalUsd { get; set; }

    /// <summary>What the replays of these cost, US dollars.</summary>
    public decimal ReplayUsd { get; set; }

    /// <summary>Pairs that completed on both sides.</summary>
    public int TimePairs { get; set; }

    /// <summary>Median latency of the originals of these, microseconds; null without pairs.</summary>
    public double? OriginalDurationUs { get; set; }

    /// <summary>The same of the replays.</summary>
    public double? ReplayDurationUs { get; set; }

    /// <summary>Pairs with a time to the first token on both sides.</summary>
    public int FirstTokenPairs { get; set; }

    /// <summary>Median of the originals of these, microseconds; null without pairs.</summary>
    public double? OriginalFirstTokenUs { get; set; }

    /// <summary>The same of the replays.</summary>
    public double? ReplayFirstTokenUs { get; set; }

    /// <summary>Pairs with known tokens on both sides.</summary>
    public int TokenPairs { get; set; }

    /// <summary>Input tokens of the originals of these.</summary>
    public long OriginalInputTokens { get; set; }

    /// <summary>Input tokens of the replays.</summary>
    public long ReplayInputTokens { get; set; }

    /// <summary>Output tokens of the originals.</summary>
    public long OriginalOutputTokens { get; set; }

    /// <summary>Output tokens of the replays.</summary>
    public long ReplayOutputTokens { get; set; }

    /// <summary>Originals that had completed, of all settled items.</summary>
    public int OriginalCompleted { get; set; }

    /// <summary>Replays that completed.</summary>
    public int ReplayCompleted { get; set; }

    /// <summary>Settled items whose original is known.</summary>
    public int Pairs { get; set; }

    /// <summary>Answers that are the same as the original's, letter by letter.</summary>
    public int Same { get; set; }

    /// <summary>Answers that are not.</summary>
    public int Different { get; set; }

    /// <summary>Mean likeness of those that could be measured, 0 to 1; null = of none.</summary>
    public double? Likeness { get; set; }
}

internal sealed class SumBatchHandler(ObservabilityDb db, Caller caller) : IRequestHandler<SumBatch, BatchSums?>
{
    public async Task<BatchSums?> Handle(SumBatch request, CancellationToken cancellationToken) =>
        await db.Runs.AnyAsync(r => r.Id == request.Run && r.ProjectId == caller.ProjectId, cancellationToken)
            ? await db.Database.SqlQuery<BatchSums>(Sums(request.Run)).SingleAsync(cancellationToken)
            : null;

    private static FormattableString Sums(Guid run) =>
        $"""
        with sides as (
            select result->'original' as o, result->'replay' as r, result->>'same' as same, (result->>'likeness')::float8 as likeness
            from run_items where run_id = {run} and state = 'settled'
        ), pairs as (
            select same, likeness, o->>'outcome' = 'completed' as o_completed, r->>'outcome' = 'completed' as r_completed,
                (o->>'costUsd')::numeric as o_cost, (r->>'costUsd')::numeric as r_cost,
                (o->>'durationUs')::int8 as o_duration, (r->>'durationUs')::int8 as r_duration,
                (o->>'firstTokenUs')::int8 as o_first, (r->>'firstTokenUs')::int8 as r_first,
                (o->>'inputTokens')::int8 as o_input, (r->>'inputTokens')::int8 as r_input,
                (o->>'outputTokens')::int8 as o_output, (r->>'outputTokens')::int8 as r_output
            from sides where o is not null and r is not null
        ), known as (
            select *, o_cost + r_cost is not null as cost, o_completed and r_completed as time, o_first + r_first is not null as first,
                o_input + r_input + o_output + r_output is not null as tokens
            from pairs
        )
        select count(*)::int as "Pairs",
            count(*) filter (where cost)::int as "CostPairs",
            coalesce(sum(o_cost) filter (where cost), 0) as "OriginalUsd", coalesce(sum(r_cost) filter (where cost), 0) as "ReplayUsd",
            count(*) filter (where time)::int as "TimePairs",
            percentile_cont(0.5) within group (order by o_duration) filter (where time) as "OriginalDurationUs",
            percentile_cont(0.5) within group (order by r_duration) filter (where time) as "ReplayDurationUs",
            count(*) filter (where first)::int as "FirstTokenPairs",
            percentile_cont(0.5) within group (order by o_first) filter (where first) as "OriginalFirstTokenUs",
            percentile_cont(0.5) within group (order by r_first) filter (where first) as "ReplayFirstTokenUs",
            count(*) filter (where tokens)::int as "TokenPairs",
            coalesce(sum(o_input) filter (where tokens), 0)::int8 as "OriginalInputTokens", coalesce(sum(r_input) filter (where tokens), 0)::int8 as "ReplayInputTokens",
            coalesce(sum(o_output) filter (where tokens), 0)::int8 as "OriginalOutputTokens", coalesce(sum(r_output) filter (where tokens), 0)::int8 as "ReplayOutputTokens",
            count(*) filter (where o_completed)::int as "OriginalCompleted", count(*) filter (where r_completed)::int as "ReplayCompleted",
            count(*) filter (where same = 'true')::int as "Same", count(*) filter (where same = 'false')::int as "Different",
            avg(likeness) as "Likeness"
        from known
        """;
}
