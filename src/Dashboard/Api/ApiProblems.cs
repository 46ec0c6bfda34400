using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Observability.Dashboard.Bodies;
using Observability.Dashboard.Replays;
using Observability.Domain;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Api;

/// <summary>The API's errors. Each kind has a stable <c>type</c>; its <c>detail</c> says what was seen and what to do.</summary>
internal static class ApiProblems
{
    public static ProblemHttpResult Unauthorized => TypedResults.Problem(
        type: "/problems/unauthorized", statusCode: StatusCodes.Status401Unauthorized,
        title: "A read or admin key is needed.", detail: "Send it as 'Authorization: Bearer obs_r_…' or 'obs_a_…'. Write keys open nothing here.");

    public static ProblemHttpResult Forbidden => TypedResults.Problem(
        type: "/problems/forbidden", statusCode: StatusCodes.Status403Forbidden,
        title: "This needs an admin key.", detail: "The key may only read.");

    public static ProblemHttpResult Withheld => TypedResults.Problem(
        type: "/problems/bodies-withheld", statusCode: StatusCodes.Status403Forbidden,
        title: "This tells what was asked and answered.", detail: "The key was made to see what exchanges came to, not what they say. Use one that sees bodies, and no words in a filter.");

    public static ProblemHttpResult NotFound(string what) => TypedResults.Problem(
        type: "/problems/not-found", statusCode: StatusCodes.Status404NotFound, title: $"The project has no such {what}.");

    public static ProblemHttpResult Dropped(string detail) => TypedResults.Problem(
        type: "/problems/bodies-dropped", statusCode: StatusCodes.Status410Gone, title: "The bytes are no longer kept.", detail: detail);

    public static ProblemHttpResult Invalid(string detail) => TypedResults.Problem(
        type: "/problems/invalid-request", statusCode: StatusCodes.Status400BadRequest, title: "The request is not understood.", detail: detail);

    /// <summary>A filter in <c>q</c> that cannot be read: where, and what was most likely meant.</summary>
    public static ProblemHttpResult Unread(FilterError error) => TypedResults.Problem(
        type: "/problems/invalid-filter", statusCode: StatusCodes.Status400BadRequest, title: "The filter in q is not understood.", detail: error.Message,
        extensions: new Dictionary<string, object?> { ["column"] = error.Column, ["length"] = error.Length, ["suggestion"] = error.Suggestion });

    public static ProblemHttpResult Conflict(string detail) => TypedResults.Problem(
        type: "/problems/conflict", statusCode: StatusCodes.Status409Conflict, title: "That cannot be done now.", detail: detail);

    /// <summary>A stored call that cannot be sent as it is: what is missing of it, and what closes each gap.</summary>
    public static ProblemHttpResult Incomplete(IReadOnlyList<DraftGap> gaps) => TypedResults.Problem(
        type: "/problems/incomplete-call", statusCode: StatusCodes.Status409Conflict, title: "The stored call cannot be sent as it is.",
        detail: string.Join(' ', gaps.Select(g => g.Sentence)),
        extensions: new Dictionary<string, object?>
        {
            ["gaps"] = gaps.Select(g => new { kind = EnumNames.NameOf(g.Kind), fill = EnumNames.NameOf(g.Fill), name = g.Name, sentence = g.Sentence }).ToList(),
        });

    public static ProblemHttpResult Unsendable(string detail) => TypedResults.Problem(
        type: "/problems/bad-change", statusCode: StatusCodes.Status422UnprocessableEntity, title: "The call cannot be changed so.", detail: detail);

    public static ProblemHttpResult TooMany(string detail) => TypedResults.Problem(
        type: "/problems/too-many-calls", statusCode: StatusCodes.Status429TooManyRequests, title: "Too many calls were sent.", detail: detail);

    /// <summary>Ingest did not take a call.</summary>
    /// <param name="detail">Why.</param>
    /// <param name="id">The exchange as which it is kept, or may be; null = nothing of it is.</param>
    public static ProblemHttpResult NotSent(string detail, Guid? id) => TypedResults.Problem(
        type: "/problems/not-sent", statusCode: StatusCodes.Status502BadGateway, title: "The call was not sent.", detail: detail,
        extensions: new Dictionary<string, object?> { ["id"] = id });

    /// <summary>Only the seconds are told: what the database said may name things.</summary>
    public static ProblemHttpResult TooSlow => TypedResults.Problem(
        type: "/problems/too-slow", statusCode: StatusCodes.Status503ServiceUnavailable,
        title: "The question took longer than 5 s.", detail: "Narrow the time range or lower the limit.");

    public static ProblemHttpResult NoDatabase => TypedResults.Problem(
        type: "/problems/database-unreachable", statusCode: StatusCodes.Status503ServiceUnavailable,
        title: "PostgreSQL cannot be reached.", detail: "Captured exchanges wait in the spool; try again soon.");

    public static ProblemHttpResult Broken(string traceId) => TypedResults.Problem(
        type: "/problems/internal", statusCode: StatusCodes.Status500InternalServerError,
        title: "Something broke here.", detail: $"The log of the dashboard says more under trace {traceId}.");
}

/// <summary>Turns what was thrown on the way of an API call into a problem, and a form that cannot be read into a sentence.</summary>
internal sealed partial class ApiExceptions(ILogger<ApiExceptions> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!ApiRoutes.Covers(httpContext.Request))
        {
            return exception switch
            {
                BadHttpRequestException => await SayAsync(
                    httpContext, StatusCodes.Status400BadRequest, "This form cannot be accepted any more. Go back, reload the page and try again."),
                UnauthorizedAccessException => await SayAsync(httpContext, StatusCodes.Status403Forbidden, exception.Message),
                _ => false,
            };
        }

        await ProblemOf(exception, httpContext.TraceIdentifier).ExecuteAsync(httpContext);
        return true;
    }

    // A form whose antiforgery token is missing, foreign or older than the key ring; a download that its reader may not have.
    private static async Task<bool> SayAsync(HttpContext context, int status, string sentence)
    {
        await TypedResults.Text(sentence, statusCode: status).ExecuteAsync(context);
        return true;
    }

    private ProblemHttpResult ProblemOf(Exception exception, string traceId)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                return ApiProblems.Invalid(bad.InnerException is System.Text.Json.JsonException json ? $"{bad.Message} {json.Message}" : bad.Message);
            case BodiesWithheldException:
                return ApiProblems.Withheld;
            case UnauthorizedAccessException:
                return ApiProblems.Forbidden;
            case PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }:
                return ApiProblems.TooSlow;
            case NpgsqlException { IsTransient: true }:
                return ApiProblems.NoDatabase;
            default:
                Failed(exception, traceId);
                return ApiProblems.Broken(traceId);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An API call failed, trace {TraceId}")]
    private partial void Failed(Exception exception, string traceId);
}
