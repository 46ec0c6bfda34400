using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Live;
using Observability.Dashboard.Projects;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Api;

internal static class RunningEndpoints
{
    public static void MapRunning(this IEndpointRouteBuilder api) =>
        api.MapGet("/running", ListAsync).WithTags("exchanges").WithName("listRunning")
            .WithSummary("Requests whose answer is not over yet, newest first, as far as ingests told of them.");

    private static async Task<Results<Ok<RunningListJson>, ProblemHttpResult>> ListAsync(
        [FromQuery, Description("Filter (docs/filters.md). A request has none of what only its answer tells: status:5xx keeps none, -status:5xx all.")] string? q,
        ApiMessages messages,
        CancellationToken ct)
    {
        var filter = ExchangeFilter.All with { Q = q };
        if (filter.Unread is { } error)
        {
            return ApiProblems.Unread(error);
        }

        var project = await messages.SendAsync(new ThisProject(), ct);
        var running = await messages.SendAsync(new ListRunning(filter.Live), ct);
        return TypedResults.Ok(new RunningListJson([.. running.Rows.Select(r => new RunningJson(r, project.Slug, running.At))], running.Cut));
    }
}

/// <summary>What runs.</summary>
/// <param name="Data">The requests, newest first.</param>
/// <param name="Cut">Whether only the newest 1,000 of the project were looked at.</param>
internal sealed record RunningListJson(IReadOnlyList<RunningJson> Data, bool Cut);

/// <summary>A request in flight. Where the names are those of an exchange, so is their meaning.</summary>
internal sealed class RunningJson(RunningExchange row, string project, DateTimeOffset at)
{
    /// <summary>Where its exchange will be found when it is over.</summary>
    public Guid Id { get; } = row.Id;

    public DateTime StartedAt { get; } = row.StartedAt.UtcDateTime;

    /// <summary>How long it ran when this was said.</summary>
    public decimal ElapsedMs { get; } = Math.Max(0, (long)(at - row.StartedAt).TotalMilliseconds);

    public string Project { get; } = project;

    public Guid KeyId { get; } = row.KeyId;

    public string Upstream { get; } = row.Upstream;

    public string Format { get; } = row.Format;

    public string Method { get; } = row.Method;

    public string Path { get; } = row.Path;

    public string Endpoint { get; } = row.Endpoint;

    public string? ModelRequested { get; } = row.ModelRequested;

    /// <summary>Whether a streamed answer was asked for.</summary>
    public bool Stream { get; } = row.Stream;

    public string? Task { get; } = row.Task;

    public string? User { get; } = row.User;

    public string? UserName { get; } = row.UserName;

    public string? UserEmail { get; } = row.UserEmail;

    public string? Session { get; } = row.Session;

    public IReadOnlyDictionary<string, JsonElement> Properties { get; } = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Properties)!;

    public string? Client { get; } = row.Client;

    public long RequestBytes { get; } = row.RequestBytes;

    public string? RequestPreview { get; } = row.RequestPreview;
}
