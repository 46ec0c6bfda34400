using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Usage;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Api;

internal static class SumEndpoints
{
    public static void MapUsage(this IEndpointRouteBuilder api) =>
        api.MapGet("/usage", SumAsync).WithTags("usage").WithName("sumUsage")
            .WithSummary("What exchanges come to, by bucket and by whatever they are told apart by. Buckets and groups without exchanges have no row.");

    private static async Task<Results<Ok<SumListJson>, ProblemHttpResult>> SumAsync(
        [AsParameters] SumParameters parameters, ApiMessages messages, TimeProvider time, CancellationToken ct)
    {
        if (parameters.Unread is { } error)
        {
            return ApiProblems.Invalid($"q is not understood: {error.Message}");
        }

        if (!parameters.TryRead(time.GetUtcNow(), out var question, out var problem))
        {
            return ApiProblems.Invalid(problem);
        }

        try
        {
            return TypedResults.Ok(SumListJson.Of(question, await messages.SendAsync(new AskUsage(question.Query), ct)));
        }
        catch (UsageTooWideException e)
        {
            return ApiProblems.Invalid(e.Message);
        }
    }
}
