using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.SignIn;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>The pictures inside a stored body, for the signed-in browser. Only what its first bytes show to be a picture is given, as that and nothing else.</summary>
internal static class ExchangeImages
{
    public static void MapExchangeImages(this IEndpointRouteBuilder routes)
    {
        foreach (var side in Enum.GetValues<ExchangeSide>())
        {
            routes.MapGet(
                    $"{ExchangeDownloads.Href("{id:guid}", side)}/images/{{index:int}}",
                    (Guid id, int index, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct) =>
                        ShowAsync(new(id, side), index, context, accounts, messages, ct))
                .RequireAuthorization().ExcludeFromDescription();
        }
    }

    /// <summary>Address of the picture that <see cref="InlineImages.Find"/> gives at <paramref name="index"/>.</summary>
    public static string Href(Guid id, ExchangeSide side, int index) => $"{ExchangeDownloads.Href(id, side)}/images/{index}";

    private static async Task<Results<FileContentHttpResult, NotFound>> ShowAsync(
        ExchangeBytes wanted, int index, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct)
    {
        if (await accounts.CallerOfAsync(context.User, ct) is not { } caller || await messages.SendAsync(caller, wanted, ct) is not { } stored)
        {
            return TypedResults.NotFound();
        }

        var body = ContentDecoding.Decode(stored.Bytes, stored.ContentEncoding, ChunkTimeline.None).Bytes;
        var images = InlineImages.Find(body.Span);
        if (index < 0 || index >= images.Count || InlineImages.Decode(body.Span, images[index]) is not { } bytes)
        {
            return TypedResults.NotFound();
        }

        // Opened by itself, it still is a stranger's: nothing in it may run or load.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.Bytes(bytes, images[index].MediaType);
    }
}
