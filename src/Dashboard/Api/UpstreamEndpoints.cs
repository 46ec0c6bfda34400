using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Upstreams;
using Observability.Domain;

namespace Observability.Dashboard.Api;

internal static class UpstreamEndpoints
{
    public static void MapUpstreams(this IEndpointRouteBuilder api)
    {
        var upstreams = api.MapGroup("/upstreams").WithTags("upstreams");
        upstreams.MapGet("", ListAsync).WithName("listUpstreams").WithSummary("The upstreams the project may use, by name.");
        upstreams.MapPost("", SaveAsync).WithName("saveUpstream").WithSummary("Adds the project's upstream of this name, or changes it.");
        upstreams.MapDelete("/{id:guid}", RemoveAsync).WithName("removeUpstream").WithSummary("Removes one of the project's own upstreams.");
        upstreams.MapPost("/{id:guid}/test", TestAsync).WithName("testUpstream").WithSummary("Asks the upstream for its models.");
    }

    private static async Task<Ok<ListJson<UpstreamJson>>> ListAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(new ListJson<UpstreamJson>([.. (await messages.SendAsync(new ListUpstreams(), ct)).Select(UpstreamJson.Of)]));

    private static async Task<Results<Ok<UpstreamJson>, ProblemHttpResult>> SaveAsync(NewUpstreamJson body, ApiMessages messages, CancellationToken ct)
    {
        var saved = await messages.SendAsync(
            new SaveUpstream(
                body.Name, body.BaseUrl, body.Format, body.AllowPrivate,
                body.Credential is { } credential ? new Sensitive<string>(credential) : null, body.RemoveCredential),
            ct);
        return saved.Upstream is { } upstream ? TypedResults.Ok(UpstreamJson.Of(upstream)) : ApiProblems.Invalid(saved.Refusal!);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new RemoveUpstream(id), ct) ? TypedResults.NoContent() : ApiProblems.NotFound("upstream of its own");

    private static async Task<Results<Ok<UpstreamTestJson>, ProblemHttpResult>> TestAsync(Guid id, ApiMessages messages, CancellationToken ct)
    {
        var known = await messages.SendAsync(new ListUpstreams(), ct);
        if (known.All(u => u.Id != id))
        {
            return ApiProblems.NotFound("upstream");
        }

        var test = await messages.SendAsync(new TestUpstream(id), ct);
        return TypedResults.Ok(new UpstreamTestJson(test.Reachable, test.Status, (decimal)test.Latency.TotalMicroseconds / 1000m, test.Message));
    }
}

/// <summary>What may be shown of an upstream.</summary>
internal sealed record UpstreamJson(
    Guid Id, string Name, string BaseUrl, string Format, bool AllowPrivate, string? CredentialHint, string Source, bool OwnedByProject, DateTime UpdatedAt)
{
    public static UpstreamJson Of(UpstreamSummary upstream) => new(
        upstream.Id, upstream.Name, upstream.BaseUrl, upstream.Format, upstream.AllowPrivate, upstream.CredentialHint,
        upstream.Source, upstream.OwnedByProject, upstream.UpdatedAt.UtcDateTime);
}

/// <summary>An upstream to be added or changed.</summary>
/// <param name="Name">Name in URLs.</param>
/// <param name="BaseUrl">Where it is.</param>
/// <param name="Format">Family of formats it speaks.</param>
/// <param name="AllowPrivate">Whether private addresses may be reached.</param>
/// <param name="Credential">A new credential; null keeps the stored one unless the origin changes.</param>
/// <param name="RemoveCredential">Drop the stored credential.</param>
internal sealed record NewUpstreamJson(
    string Name, string BaseUrl, string Format = "openai", bool AllowPrivate = false, string? Credential = null, bool RemoveCredential = false);

/// <summary>What came of asking an upstream.</summary>
internal sealed record UpstreamTestJson(bool Reachable, int? Status, decimal LatencyMs, string Message);
