using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Views;

namespace Observability.Dashboard.Api;

internal static class ViewEndpoints
{
    public static void MapViews(this IEndpointRouteBuilder api)
    {
        var views = api.MapGroup("/views").WithTags("views");
        views.MapGet("", ListAsync).WithName("listViews").WithSummary("The project's shared views of the requests page.");
        views.MapPost("", SaveAsync).WithName("saveView").WithSummary("Saves a view for everybody in the project.");
        views.MapDelete("/{id:guid}", DeleteAsync).WithName("deleteView").WithSummary("Deletes a shared view.");
    }

    private static async Task<Ok<ListJson<ViewJson>>> ListAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(new ListJson<ViewJson>([.. (await messages.SendAsync(new ListViews(), ct)).Views.Select(ViewJson.Of)]));

    private static async Task<Results<Created<ViewJson>, ProblemHttpResult>> SaveAsync(NewViewJson body, ApiMessages messages, CancellationToken ct)
    {
        // A key has nothing of its own: what it saves is everybody's.
        var saved = await messages.SendAsync(new SaveView(body.Name, body.Query, Shared: true, body.Pinned), ct);
        return saved.View is { } view ? TypedResults.Created($"/api/v1/views/{view.Id}", ViewJson.Of(view)) : ApiProblems.Invalid(saved.Refusal!);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new DeleteView(id), ct) ? TypedResults.NoContent() : ApiProblems.NotFound("view");
}

/// <summary>A view to be saved.</summary>
/// <param name="Name">Its name, which no other shared view has.</param>
/// <param name="Query">The query of the requests page's address, such as <c>q=outcome%3Acompleted&amp;order=oldest</c>; what is no part of a view is left out.</param>
/// <param name="Pinned">Whether it stands at the head of the page.</param>
internal sealed record NewViewJson(string Name, string Query, bool Pinned = false);

/// <summary>A saved view.</summary>
/// <param name="Id">Its id, which the page's address calls <c>view</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Query">The query of the page's address.</param>
/// <param name="Shared">Whether everybody in the project has it.</param>
/// <param name="Pinned">Whether it stands at the head of the page.</param>
/// <param name="IsDefault">Whether the page opens with it.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="UpdatedBy">Who changed it last.</param>
internal sealed record ViewJson(Guid Id, string Name, string Query, bool Shared, bool Pinned, bool IsDefault, DateTime UpdatedAt, string UpdatedBy)
{
    public static ViewJson Of(ViewSummary view) =>
        new(view.Id, view.Name, view.Query, view.Shared, view.Pinned, view.IsDefault, view.UpdatedAt.UtcDateTime, view.UpdatedBy);
}
