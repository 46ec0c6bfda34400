using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Models;
using Observability.Dashboard.Users;

namespace Observability.Dashboard.Api;

internal static class UsageEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api) =>
        api.MapGet("/users", ListUsersAsync).WithTags("usage").WithName("listUsers")
            .WithSummary("Who asked, and what it comes to, in the order of their ids, by keyset. Lists of models, counts of tokens and management calls do not count.");

    public static void MapModels(this IEndpointRouteBuilder api) =>
        api.MapGet("/models", ListModelsAsync).WithTags("usage").WithName("listModels")
            .WithSummary("The models asked for, and what it comes to, in the order of their names, by keyset.");

    private static async Task<Results<Ok<UsageListJson<UserJson>>, ProblemHttpResult>> ListUsersAsync(
        [AsParameters] UsageParameters parameters, ApiMessages messages, TimeProvider time, CancellationToken ct)
    {
        if (!parameters.TryRead(time.GetUtcNow(), out var page, out var problem))
        {
            return ApiProblems.Invalid(problem);
        }

        var users = await messages.SendAsync(new PageUsers(page.From, page.To, page.After, page.Limit), ct);
        return TypedResults.Ok(new UsageListJson<UserJson>(
            page.From.UtcDateTime, page.To.UtcDateTime, [.. users.Users.Select(u => new UserJson(u))], UsageParameters.CursorAfter(users.Next)));
    }

    private static async Task<Results<Ok<UsageListJson<ModelJson>>, ProblemHttpResult>> ListModelsAsync(
        [AsParameters] UsageParameters parameters, ApiMessages messages, TimeProvider time, CancellationToken ct)
    {
        if (!parameters.TryRead(time.GetUtcNow(), out var page, out var problem))
        {
            return ApiProblems.Invalid(problem);
        }

        var models = await messages.SendAsync(new PageModels(page.From, page.To, page.After, page.Limit), ct);
        return TypedResults.Ok(new UsageListJson<ModelJson>(
            page.From.UtcDateTime, page.To.UtcDateTime, [.. models.Models.Select(m => new ModelJson(m))], UsageParameters.CursorAfter(models.Next)));
    }
}
