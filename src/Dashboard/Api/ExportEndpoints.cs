using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Exports;
using Observability.Domain;

namespace Observability.Dashboard.Api;

internal static class ExportEndpoints
{
    public static void MapExport(this IEndpointRouteBuilder api)
    {
        api.MapGet("/export", GetAsync).WithTags("exports").WithName("export").WithSummary("Every exchange under a filter, oldest first, streamed, however many there are.");
        api.MapPost("/export", PostAsync).WithTags("exports").WithName("exportChosen").WithSummary("The same, asked in a body, which has room for 1,000 ids.");
        api.MapGet("/exports/{id:guid}", OneAsync).WithTags("exports").WithName("getExport").WithSummary("How far an export of this key is, and what came of it.");
    }

    private static Task<Results<ExportDownload, ProblemHttpResult>> GetAsync(
        [AsParameters] ExportParameters parameters, ApiMessages messages, ExportDesk desk, CancellationToken ct) => AnswerAsync(parameters, messages, desk, ct);

    private static Task<Results<ExportDownload, ProblemHttpResult>> PostAsync(ExportJson body, ApiMessages messages, ExportDesk desk, CancellationToken ct) =>
        AnswerAsync(body.ToParameters(), messages, desk, ct);

    private static async Task<Results<ExportDownload, ProblemHttpResult>> AnswerAsync(
        ExportParameters parameters, ApiMessages messages, ExportDesk desk, CancellationToken ct)
    {
        if (!parameters.TryRead(out var order, out var problem))
        {
            return ApiProblems.Invalid(problem);
        }

        if (order.Filter.Unread is { } error)
        {
            return ApiProblems.Unread(error);
        }

        var prepared = await messages.SendAsync(new PrepareExport(order), ct);
        return desk.Begin(await messages.CallerAsync(ct), prepared.Id) is { } download ? download : ExportRoutes.Busy();
    }

    private static async Task<Results<Ok<ExportStatusJson>, ProblemHttpResult>> OneAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new ExportProgress(id), ct) is { } status ? TypedResults.Ok(ExportStatusJson.Of(status)) : ApiProblems.NotFound("export");
}

/// <summary>An export as it is asked for in a body; the fields are those of the query.</summary>
/// <param name="Q">Filter.</param>
/// <param name="From">Started at or after, ISO 8601.</param>
/// <param name="To">Started before, ISO 8601.</param>
/// <param name="Format">ndjson, csv or finetune.</param>
/// <param name="Bodies">Whether requests and responses go with it; of ndjson only.</param>
/// <param name="Ids">Only these, at most 1,000, whatever the filter keeps.</param>
/// <param name="User">Only those of this user.</param>
/// <param name="Models">Whether calls for a list of models are in it.</param>
internal sealed record ExportJson(
    string? Q = null, string? From = null, string? To = null, string? Format = null, bool Bodies = false, IReadOnlyList<string>? Ids = null, string? User = null, bool Models = true)
{
    public ExportParameters ToParameters() =>
        new(Q, From, To, Format, Bodies ? "true" : "false", Ids is { Count: > 0 } ? string.Join(',', Ids) : null, User, Models ? "true" : "false");
}

/// <summary>What is known of an export.</summary>
/// <param name="Id">The export, as <c>X-Observability-Export</c> named it.</param>
/// <param name="State">waiting, running, done, failed or cancelled.</param>
/// <param name="Exchanges">How many are written.</param>
/// <param name="Bytes">How many bytes are sent.</param>
/// <param name="LeftOut">How many exchanges were left out, by reason; of finetune only.</param>
/// <param name="Problem">What broke; null when nothing did.</param>
internal sealed record ExportStatusJson(Guid Id, string State, long Exchanges, long Bytes, IReadOnlyDictionary<string, long> LeftOut, string? Problem)
{
    public static ExportStatusJson Of(ExportStatus status) => new(
        status.Id, EnumNames.NameOf(status.State), status.Rows, status.Bytes,
        status.LeftOut.ToDictionary(g => EnumNames.NameOf(g.Key), g => g.Value), status.Problem);
}
