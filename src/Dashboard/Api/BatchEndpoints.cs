using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observability.Dashboard.Runs;
using Observability.Domain;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Api;

/// <summary>Batches: stored requests sent once more. docs/batches.md says what they promise.</summary>
internal static class BatchEndpoints
{
    private const int DefaultItems = 200;

    public static void MapBatches(this IEndpointRouteBuilder api)
    {
        var batches = api.MapGroup("/batches").WithTags("batches");
        batches.MapGet("", ListAsync).WithName("listBatches").WithSummary("Batches of replays, the newest first, how far each is and what it has spent.");
        batches.MapPost("", OrderAsync).WithName("orderBatch").WithSummary("Orders that stored requests are sent once more, in the background, under a cap on their cost.");
        batches.MapPost("/preview", PreviewAsync).WithName("previewBatch").WithSummary("What such an order would send, what of it cannot be sent, and what it may cost. Nothing is sent.");
        batches.MapGet("/{id:guid}", OneAsync).WithName("getBatch").WithSummary("One batch: how far it is, what it has spent, and what it comes to against its originals.");
        batches.MapGet("/{id:guid}/items", ItemsAsync).WithName("listBatchItems").WithSummary("Its items in order: original and replay in figures, or why nothing was sent.");
        Map(batches, RunDecision.Pause, "pauseBatch", "Nothing more is sent until it is resumed; what is under way ends.");
        Map(batches, RunDecision.Resume, "resumeBatch", "It goes on where it stands, with another cap if one is given.");
        Map(batches, RunDecision.Cancel, "cancelBatch", "What was not sent is never sent; what is under way ends.");
    }

    private static void Map(RouteGroupBuilder batches, RunDecision decision, string name, string summary) =>
        batches.MapPost(
                $"/{{id:guid}}/{EnumNames.NameOf(decision)}",
                (Guid id, [FromBody(EmptyBodyBehavior = Microsoft.AspNetCore.Mvc.ModelBinding.EmptyBodyBehavior.Allow)] BatchDecisionJson? body, ApiMessages messages, CancellationToken ct) =>
                    DecideAsync(new(id, decision, body?.Why, body?.CapUsd), messages, ct))
            .WithName(name).WithSummary(summary);

    private static async Task<Ok<BatchListJson>> ListAsync(
        [Description("next_before of the page before.")] Guid? before, ApiMessages messages, CancellationToken ct)
    {
        var page = await messages.SendAsync(new ListRuns(BatchKind.Batch, before), ct);
        return TypedResults.Ok(new BatchListJson([.. page.Runs.Select(r => new BatchJson(r))], page.Next));
    }

    private static async Task<Results<Ok<BatchDetailJson>, ProblemHttpResult>> OneAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new OneRun(id), ct) is { Run.Kind: BatchKind.Batch } detail && await messages.SendAsync(new SumBatch(id), ct) is { } sums
            ? TypedResults.Ok(new BatchDetailJson(detail, sums))
            : ApiProblems.NotFound("batch");

    private static async Task<Results<Ok<BatchItemsJson>, ProblemHttpResult>> ItemsAsync(
        Guid id,
        [Description("next_after of the page before.")] int? after,
        [Description("Items, 1 to 1000; default 200.")] int? limit,
        [Description("all (default), failed, refused, different or open.")] string? show,
        ApiMessages messages,
        CancellationToken ct)
    {
        if (limit is < 1 or > ListRunItems.MaxLimit)
        {
            return ApiProblems.Invalid($"limit is '{limit}'; it must be a whole number from 1 to {ListRunItems.MaxLimit}.");
        }

        if (EnumNames.Parse<RunItemShow>(show ?? "all") is not { } which)
        {
            return ApiProblems.Invalid($"show is '{show}'; it must be one of {string.Join(", ", EnumNames.All<RunItemShow>())}.");
        }

        return await messages.SendAsync(new OneRun(id), ct) is { Run.Kind: BatchKind.Batch }
            && await messages.SendAsync(new ListRunItems(id, after ?? 0, limit ?? DefaultItems, which), ct) is { } page
            ? TypedResults.Ok(new BatchItemsJson([.. page.Items.Select(i => new BatchItemJson(i))], page.Next))
            : ApiProblems.NotFound("batch");
    }

    private static async Task<Results<Ok<BatchPreviewJson>, ProblemHttpResult>> PreviewAsync(BatchOrderJson body, ApiMessages messages, CancellationToken ct)
    {
        if (!body.TryRead(out var order, out var problem))
        {
            return problem;
        }

        var preview = await messages.SendAsync(new PreviewBatch(order), ct);
        return preview.Refusal is { } refusal ? ApiProblems.Invalid(refusal) : TypedResults.Ok(new BatchPreviewJson(preview));
    }

    private static async Task<Results<Accepted<BatchJson>, ProblemHttpResult>> OrderAsync(NewBatchJson body, ApiMessages messages, CancellationToken ct)
    {
        if (!body.Order.TryRead(out var order, out var problem))
        {
            return problem;
        }

        // As on the page: what a call is expected to cost holds the first ones back.
        var preview = await messages.SendAsync(new PreviewBatch(order), ct);
        var limits = new RunLimits(body.CapUsd, body.Concurrency, body.PerMinute);
        var ordered = preview.Refusal is { } wrong ? new(null, wrong)
            : await messages.SendAsync(new OrderBatch(order, body.Name, body.Why, limits, preview.Cost.PerCallUsd), ct);
        return ordered.Run is { } run
            ? TypedResults.Accepted($"/api/v1/batches/{run.Id}", new BatchJson(run))
            : ApiProblems.Invalid(ordered.Refusal!);
    }

    private static async Task<Results<Accepted<BatchJson>, ProblemHttpResult>> DecideAsync(DecideRun message, ApiMessages messages, CancellationToken ct)
    {
        if (await messages.SendAsync(new OneRun(message.Id), ct) is not { Run.Kind: BatchKind.Batch })
        {
            return ApiProblems.NotFound("batch");
        }

        var decided = await messages.SendAsync(message, ct);
        return (decided.Run, decided.Refusal) switch
        {
            (null, _) => ApiProblems.NotFound("batch"),
            (_, { } refusal) => ApiProblems.Conflict(refusal),
            ({ } run, null) => TypedResults.Accepted($"/api/v1/batches/{run.Id}", new BatchJson(run)),
        };
    }
}
