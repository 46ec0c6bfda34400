using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Observability.Dashboard.Experiments;
using Observability.Dashboard.Runs;
using Observability.Domain;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Api;

/// <summary>Experiments: datasets through variants, scored. docs/experiments.md says what the numbers mean.</summary>
internal static class ExperimentEndpoints
{
    private const int DefaultCells = 100;

    public static void MapExperiments(this IEndpointRouteBuilder api)
    {
        var experiments = api.MapGroup("/experiments").WithTags("experiments");
        experiments.MapGet("", ListAsync).WithName("listExperiments").WithSummary("Experiments, the newest first.");
        experiments.MapPost("", OrderAsync).WithName("orderExperiment").WithSummary("Orders an experiment; it runs in the background, under a cap on its cost.");
        experiments.MapPost("/estimate", EstimateAsync).WithName("estimateExperiment").WithSummary("What an order would send and cost. Nothing is sent.");
        experiments.MapGet("/{id:guid}", OneAsync).WithName("getExperiment").WithSummary("One of them: how far it is, what each variant came to, and how it compares.");
        experiments.MapGet("/{id:guid}/cells", CellsAsync).WithName("listExperimentCells").WithSummary("Its answers in order, and what each scored.");
        experiments.MapPut("/{id:guid}/cells/{position:int}/score", ScoreAsync).WithName("scoreExperimentCell").WithSummary("Scores an answer by hand.");
        Map(experiments, RunDecision.Pause, "pauseExperiment", "Nothing more is sent until it is resumed; what is under way ends.");
        Map(experiments, RunDecision.Resume, "resumeExperiment", "It goes on where it stands, with another cap if one is given.");
        Map(experiments, RunDecision.Cancel, "cancelExperiment", "What was not sent is never sent; what is under way ends.");
    }

    private static void Map(RouteGroupBuilder experiments, RunDecision decision, string name, string summary) =>
        experiments.MapPost(
                $"/{{id:guid}}/{EnumNames.NameOf(decision)}",
                (Guid id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] BatchDecisionJson? body, ApiMessages messages, CancellationToken ct) =>
                    DecideAsync(new(id, decision, body?.Why, body?.CapUsd), messages, ct))
            .WithName(name).WithSummary(summary);

    private static async Task<Ok<ExperimentListJson>> ListAsync([Description("next_before of the page before.")] Guid? before, ApiMessages messages, CancellationToken ct)
    {
        var page = await messages.SendAsync(new ListExperiments(before), ct);
        return TypedResults.Ok(new ExperimentListJson([.. page.Experiments.Select(e => new ExperimentJson(e.Run, e.Dataset, e.Rows))], page.Next));
    }

    private static async Task<Results<Accepted<ExperimentDetailJson>, ProblemHttpResult>> OrderAsync(ExperimentOrderJson body, ApiMessages messages, CancellationToken ct)
    {
        if (!body.TryRead(out var order, out var problem))
        {
            return problem;
        }

        var ordered = await messages.SendAsync(new OrderExperiment(order), ct);
        return ordered.Run is { } run && await messages.SendAsync(new OneExperiment(run.Id), ct) is { } detail
            ? TypedResults.Accepted($"/api/v1/experiments/{run.Id}", new ExperimentDetailJson(detail))
            : ApiProblems.Invalid(ordered.Refusal!);
    }

    private static async Task<Results<Ok<ExperimentEstimateJson>, ProblemHttpResult>> EstimateAsync(ExperimentOrderJson body, ApiMessages messages, CancellationToken ct)
    {
        if (!body.TryRead(out var order, out var problem))
        {
            return problem;
        }

        var estimated = await messages.SendAsync(new EstimateExperiment(order), ct);
        return estimated.Estimate is { } estimate ? TypedResults.Ok(new ExperimentEstimateJson(estimate)) : ApiProblems.Invalid(estimated.Refusal!);
    }

    private static async Task<Results<Ok<ExperimentDetailJson>, ProblemHttpResult>> OneAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new OneExperiment(id), ct) is { } detail ? TypedResults.Ok(new ExperimentDetailJson(detail)) : ApiProblems.NotFound("experiment");

    private static async Task<Results<Ok<CellsJson>, ProblemHttpResult>> CellsAsync(
        Guid id,
        [Description("next_after of the page before.")] int? after,
        [Description("Answers, 1 to 500; default 100.")] int? limit,
        ApiMessages messages,
        CancellationToken ct)
    {
        if (limit is < 1 or > ListCells.MaxLimit)
        {
            return ApiProblems.Invalid($"limit is '{limit}'; it must be a whole number from 1 to {ListCells.MaxLimit}.");
        }

        if (await messages.SendAsync(new ListCells(id, after, limit ?? DefaultCells), ct) is not { } page)
        {
            return ApiProblems.NotFound("experiment");
        }

        var (rules, variants) = (StoredParts.RulesOf(page.Experiment.Rules), StoredParts.VariantsOf(page.Experiment));
        return TypedResults.Ok(new CellsJson([.. page.Cells.Select(c => new CellJson(c, rules, variants))], page.Next));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ScoreAsync(Guid id, int position, HandScoreJson body, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new ScoreByHand(id, position, body.Score, body.Comment), ct) switch
        {
            { Refusal: { } refusal } => ApiProblems.Invalid(refusal),
            { Cell: not null } => TypedResults.NoContent(),
            _ => ApiProblems.NotFound("answer"),
        };

    private static async Task<Results<Accepted<ExperimentDetailJson>, ProblemHttpResult>> DecideAsync(DecideRun message, ApiMessages messages, CancellationToken ct)
    {
        if (await messages.SendAsync(new OneExperiment(message.Id), ct) is null)
        {
            return ApiProblems.NotFound("experiment");
        }

        return (await messages.SendAsync(message, ct)).Refusal is { } refusal
            ? ApiProblems.Conflict(refusal)
            : TypedResults.Accepted($"/api/v1/experiments/{message.Id}", new ExperimentDetailJson((await messages.SendAsync(new OneExperiment(message.Id), ct))!));
    }
}
