using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Exports;

/// <summary>The download of an export for the signed-in browser: what is exported was said when it was prepared, so that the address holds nothing but its id.</summary>
internal static class ExportRoutes
{
    public static IServiceCollection AddExports(this IServiceCollection services) => services.AddSingleton<ExportRuns>().AddSingleton<ExportDesk>();

    public static void MapExportDownloads(this IEndpointRouteBuilder routes) =>
        routes.MapGet(
                Href("{id:guid}"),
                async Task<Results<ExportDownload, NotFound, ProblemHttpResult>> (Guid id, HttpContext context, AccountLookup accounts, ExportRuns runs, ExportDesk desk, CancellationToken ct) =>
                    await accounts.CallerOfAsync(context.User, ct) is not { } caller || runs.Find(caller, id) is null ? TypedResults.NotFound()
                    : desk.Begin(caller, id) is { } download ? download
                    : Busy())
            .RequireAuthorization().ExcludeFromDescription();

    /// <summary>Address of the download.</summary>
    public static string Href(Guid id) => Href(id.ToString());

    private static string Href(string id) => $"/exports/{id}";

    /// <summary>It has begun before, or as many run as may.</summary>
    public static ProblemHttpResult Busy() => TypedResults.Problem(
        type: "/problems/busy", statusCode: StatusCodes.Status503ServiceUnavailable, title: "This export cannot begin now.",
        detail: $"It has begun before, or {ExportRuns.MostRunning} exports are running, which is the most. Try again when one of them is over.");
}
