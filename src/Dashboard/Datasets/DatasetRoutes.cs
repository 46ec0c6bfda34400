using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Api;
using Observability.Dashboard.SignIn;
using Observability.Domain;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>The download of a dataset for the signed-in browser.</summary>
internal static class DatasetRoutes
{
    public static void MapDatasetDownloads(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/datasets/{id:guid}/file.{format}", FileAsync).RequireAuthorization().ExcludeFromDescription();

    /// <summary>Address of the download.</summary>
    public static string HrefOf(Guid id, ImportFormat format) => $"/datasets/{id}/file.{EnumNames.NameOf(format)}";

    private static async Task<Results<DatasetFile, NotFound, ProblemHttpResult>> FileAsync(
        Guid id, string format, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct)
    {
        if (EnumNames.Parse<ImportFormat>(format) is not { } known || await accounts.CallerOfAsync(context.User, ct) is not { } caller)
        {
            return TypedResults.NotFound();
        }

        var (file, refusal) = await DatasetFiles.OfAsync(messages, caller, (id, known), ct);
        return file is not null ? file : refusal is not null ? ApiProblems.Conflict(refusal) : TypedResults.NotFound();
    }
}
