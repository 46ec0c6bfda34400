using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Exchanges;

/// <summary>The stored bytes for the signed-in browser, exactly as they crossed the wire. Always a download, never drawn: they are a stranger's.</summary>
internal static class ExchangeDownloads
{
    public static void MapExchangeDownloads(this IEndpointRouteBuilder routes)
    {
        foreach (var side in Enum.GetValues<ExchangeSide>())
        {
            routes.MapGet(
                    Href("{id:guid}", side),
                    (Guid id, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct) =>
                        DownloadAsync(new(id, side), context, accounts, messages, ct))
                .RequireAuthorization().ExcludeFromDescription();
        }
    }

    /// <summary>Address of a body.</summary>
    public static string Href(Guid id, ExchangeSide side) => Href(id.ToString(), side);

    /// <summary>The same with an id, or the pattern of one, as text.</summary>
    public static string Href(string id, ExchangeSide side) => $"/exchanges/{id}/{Word(side)}";

    /// <summary>Name of the file a body is saved under.</summary>
    public static string FileName(Guid id, ExchangeSide side, string? contentType, string? contentEncoding)
    {
        var ending = contentType switch
        {
            not null when contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) => ".json",
            not null when contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
                || contentType.Contains("ndjson", StringComparison.OrdinalIgnoreCase) => ".txt",
            _ => ".bin",
        };
        return $"{id:N}-{Word(side)}{ending}{contentEncoding switch { "gzip" => ".gz", "br" => ".br", _ => "" }}";
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult, NotFound>> DownloadAsync(
        ExchangeBytes wanted, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct) =>
        (await accounts.CallerOfAsync(context.User, ct) is { } caller ? await messages.SendAsync(caller, wanted, ct) : null) switch
        {
            null => TypedResults.NotFound(),
            { Dropped: { } dropped } => Api.ApiProblems.Dropped(dropped.Sentence),
            { } body => TypedResults.Bytes(body.Bytes, fileDownloadName: FileName(wanted.Id, wanted.Side, body.ContentType, body.ContentEncoding)),
        };

    private static string Word(ExchangeSide side) => side switch { ExchangeSide.Request => "request", ExchangeSide.Response => "response" };
}
