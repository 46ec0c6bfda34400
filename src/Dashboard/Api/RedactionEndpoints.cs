using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Redaction;
using Observability.Domain;
using Observability.Domain.Redaction;

namespace Observability.Dashboard.Api;

internal static class RedactionEndpoints
{
    public static void MapRedaction(this IEndpointRouteBuilder api)
    {
        var redaction = api.MapGroup("/redaction").WithTags("redaction");
        redaction.MapGet("", ReadAsync).WithName("readRedaction").WithSummary("How much of what is said the project keeps.");
        redaction.MapPut("", SaveAsync).WithName("saveRedaction").WithSummary("Changes it for calls that begin from now on.");
    }

    private static async Task<Ok<RedactionJson>> ReadAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(RedactionJson.Of(await messages.SendAsync(new ThisRedaction(), ct)));

    private static async Task<Results<Ok<RedactionJson>, ProblemHttpResult>> SaveAsync(RedactionJson body, ApiMessages messages, CancellationToken ct) =>
        EnumNames.Parse<RedactionMode>(body.Mode) is { } mode
            ? TypedResults.Ok(RedactionJson.Of(await messages.SendAsync(new SaveRedaction(mode), ct)))
            : ApiProblems.Invalid($"mode is '{body.Mode}'; it must be one of {string.Join(", ", EnumNames.All<RedactionMode>())}.");
}

/// <summary>A project's redaction.</summary>
/// <param name="Mode">full, masked, metadata or hash.</param>
internal sealed record RedactionJson(string Mode)
{
    public static RedactionJson Of(RedactionSetting setting) => new(EnumNames.NameOf(setting.Mode));
}
