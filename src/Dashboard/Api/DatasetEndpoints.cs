using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Datasets;

namespace Observability.Dashboard.Api;

internal static class DatasetEndpoints
{
    public static void MapDatasets(this IEndpointRouteBuilder api)
    {
        var datasets = api.MapGroup("/datasets").WithTags("datasets");
        datasets.MapGet("", ListAsync).WithName("listDatasets").WithSummary("The project's datasets, the one changed last first.");
        datasets.MapPost("", CreateAsync).WithName("createDataset").WithSummary("Makes a dataset without rows.");
        datasets.MapGet("/{id:guid}", OneAsync).WithName("getDataset").WithSummary("One dataset without its rows.");
        datasets.MapPut("/{id:guid}", ChangeAsync).WithName("changeDataset").WithSummary("Gives it another name or description.");
        datasets.MapDelete("/{id:guid}", DeleteAsync).WithName("deleteDataset").WithSummary("Deletes it with all its rows.");
        datasets.MapGet("/{id:guid}/rows", RowsAsync).WithName("listRows").WithSummary("Its rows in their order, by keyset, without the requests they were made from.");
        datasets.MapPost("/{id:guid}/rows", AddAsync).WithName("addRows").WithSummary("Adds rows, all of them or none.");
        datasets.MapGet("/{id:guid}/rows/{row:guid}", RowAsync).WithName("getRow").WithSummary("One row with the request it was made from.");
        datasets.MapPut("/{id:guid}/rows/{row:guid}", EditAsync).WithName("editRow").WithSummary("Changes a row, unless somebody else has changed it meanwhile.");
        datasets.MapDelete("/{id:guid}/rows/{row:guid}", RemoveAsync).WithName("deleteRow").WithSummary("Deletes a row.");
        DatasetFileEndpoints.Map(datasets);
    }

    private static async Task<Ok<ListJson<DatasetJson>>> ListAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(new ListJson<DatasetJson>([.. (await messages.SendAsync(new ListDatasets(), ct)).Select(DatasetJson.Of)]));

    private static async Task<Results<Created<DatasetJson>, ProblemHttpResult>> CreateAsync(NewDatasetJson body, ApiMessages messages, CancellationToken ct)
    {
        var made = await messages.SendAsync(new CreateDataset(body.Name, body.Description), ct);
        return made.Dataset is { } dataset ? TypedResults.Created($"/api/v1/datasets/{dataset.Id}", DatasetJson.Of(dataset)) : ApiProblems.Invalid(made.Refusal!);
    }

    private static async Task<Results<Ok<DatasetJson>, ProblemHttpResult>> OneAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new OneDataset(id), ct) is { } dataset ? TypedResults.Ok(DatasetJson.Of(dataset)) : ApiProblems.NotFound("dataset");

    private static async Task<Results<Ok<DatasetJson>, ProblemHttpResult>> ChangeAsync(Guid id, NewDatasetJson body, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new ChangeDataset(id, body.Name, body.Description), ct) switch
        {
            { Dataset: { } dataset } => TypedResults.Ok(DatasetJson.Of(dataset)),
            { Refusal: { } refusal } => ApiProblems.Invalid(refusal),
            _ => ApiProblems.NotFound("dataset"),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new DeleteDataset(id), ct) ? TypedResults.NoContent() : ApiProblems.NotFound("dataset");

    private static async Task<Results<Ok<RowListJson>, ProblemHttpResult>> RowsAsync(
        Guid id, ApiMessages messages, CancellationToken ct, int? after = null, int limit = DatasetRows.MaxLimit)
    {
        if (limit is < 1 or > DatasetRows.MaxLimit)
        {
            return ApiProblems.Invalid($"limit is {limit}; it must be from 1 to {DatasetRows.MaxLimit}.");
        }

        return await messages.SendAsync(new WholeRows(id, after, limit), ct) is { } page
            ? TypedResults.Ok(new RowListJson([.. page.Rows.Select(RowJson.Of)], page.Next))
            : ApiProblems.NotFound("dataset");
    }

    private static async Task<Results<Created<RowListJson>, ProblemHttpResult>> AddAsync(Guid id, IReadOnlyList<NewRowJson> body, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new AddRow(id, [.. body.Select(r => r.ToContent())]), ct) switch
        {
            { Rows: { } rows } => TypedResults.Created($"/api/v1/datasets/{id}/rows", new RowListJson([.. rows.Select(RowJson.Of)], null)),
            { Refusal: { } refusal } => ApiProblems.Invalid(refusal),
            _ => ApiProblems.NotFound("dataset"),
        };

    private static async Task<Results<Ok<RowDetailJson>, ProblemHttpResult>> RowAsync(Guid id, Guid row, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new OneRow(id, row), ct) is { } found ? TypedResults.Ok(new RowDetailJson(found)) : ApiProblems.NotFound("row");

    private static async Task<Results<Ok<RowDetailJson>, ProblemHttpResult>> EditAsync(Guid id, Guid row, EditedRowJson body, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new EditRow(id, row, body.Version, body.ToContent()), ct) switch
        {
            { Rows: [var edited] } => TypedResults.Ok(new RowDetailJson(edited)),
            { Theirs: { } theirs, Refusal: { } refusal } => ApiProblems.Conflict($"{refusal} It has version {theirs.Version} now."),
            { Refusal: { } refusal } => ApiProblems.Invalid(refusal),
            _ => ApiProblems.NotFound("row"),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, Guid row, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new DeleteRows(id, [row]), ct) is { Count: 1 } ? TypedResults.NoContent() : ApiProblems.NotFound("row");
}
