using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Jobs;
using Observability.Domain;

namespace Observability.Dashboard.Api;

internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("jobs");
        jobs.MapGet("", ListAsync).WithName("listJobs").WithSummary("What works behind the pages: what runs, ran, failed, and when it is next.");
        jobs.MapGet("/{name}/runs", RunsAsync).WithName("listJobRuns").WithSummary("The runs of a job, newest first.");
        Map(jobs, JobOrder.Run, "runJob", "Runs a job once, now, also while it is paused.");
        Map(jobs, JobOrder.Pause, "pauseJob", "A job fires no more until it is resumed.");
        Map(jobs, JobOrder.Resume, "resumeJob", "A paused job fires again when its time comes.");
    }

    private static void Map(RouteGroupBuilder jobs, JobOrder order, string name, string summary) =>
        jobs.MapPost(
                $"/{{name}}/{EnumNames.NameOf(order)}",
                (string name, ApiMessages messages, CancellationToken ct) => OrderAsync(new(name, order), messages, ct))
            .WithName(name).WithSummary(summary);

    private static async Task<Ok<ListJson<JobJson>>> ListAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(new ListJson<JobJson>([.. (await messages.SendAsync(new ListJobs(), ct)).Select(j => new JobJson(j))]));

    private static async Task<Results<Ok<JobRunsJson>, ProblemHttpResult>> RunsAsync(string name, Guid? before, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new OneJob(name, before), ct) is { } history
            ? TypedResults.Ok(new JobRunsJson([.. history.Runs.Select(r => new JobRunJson(r))], history.Next))
            : ApiProblems.NotFound("job");

    private static async Task<Results<Accepted<JobJson>, ProblemHttpResult>> OrderAsync(OrderJob message, ApiMessages messages, CancellationToken ct)
    {
        var ordered = await messages.SendAsync(message, ct);
        return (ordered.Job, ordered.Refusal) switch
        {
            (null, _) => ApiProblems.NotFound("job"),
            (_, { } refusal) => ApiProblems.Conflict(refusal),
            ({ } job, null) => TypedResults.Accepted("/api/v1/jobs", new JobJson(job)),
        };
    }
}
