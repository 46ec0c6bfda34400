using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.SignIn;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>The stored bytes for the signed-in browser, exactly as they crossed the wire. Always a download, never drawn: they are a stranger's.</summary>
internal static class ExchangeDownloads
{
    public static void MapExchangeDownloads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/exchanges/{id:guid}/request", RequestAsync).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/exchanges/{id:guid}/response", ResponseAsync).RequireAuthorization().ExcludeFromDescription();
    }

    /// <summary>Name of the file a body is saved under.</summary>
    /// <param name="id">The exchange.</param>
    /// <param name="part"><c>request</c> or <c>response</c>.</param>
    /// <param name="headers">Headers of that side.</param>
    public static string FileName(Guid id, string part, StoredHeaders headers)
    {
        var type = headers["Content-Type"] ?? "";
        var ending = type switch
        {
            _ when type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) => ".json",
            _ when type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.Contains("ndjson", StringComparison.OrdinalIgnoreCase) => ".txt",
            _ => ".bin",
        };
        var packed = headers["Content-Encoding"] switch { "gzip" => ".gz", "br" => ".br", _ => "" };
        return $"{id:N}-{part}{ending}{packed}";
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> RequestAsync(
        Guid id, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct) =>
        await OneAsync(id, context, accounts, messages, ct) is { } one
            ? TypedResults.Bytes(one.RequestBody, fileDownloadName: FileName(id, "request", one.RequestHeaders))
            : TypedResults.NotFound();

    private static async Task<Results<FileContentHttpResult, NotFound>> ResponseAsync(
        Guid id, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct) =>
        await OneAsync(id, context, accounts, messages, ct) is { } one
            ? TypedResults.Bytes(one.ResponseBody, fileDownloadName: FileName(id, "response", one.ResponseHeaders))
            : TypedResults.NotFound();

    private static async Task<ExchangeDetail?> OneAsync(Guid id, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct) =>
        await accounts.CallerOfAsync(context.User, ct) is { } caller ? await messages.SendAsync(caller, new OneExchange(id), ct) : null;
}
