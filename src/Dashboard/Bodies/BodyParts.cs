using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Bodies;

/// <summary>Stretches of a stored body for the copy buttons of the signed-in browser: so they cross no circuit. Always plain text.</summary>
internal static class BodyParts
{
    public static void MapBodyParts(this IEndpointRouteBuilder routes)
    {
        foreach (var side in Enum.GetValues<ExchangeSide>())
        {
            routes.MapGet(
                    $"{ExchangeDownloads.Href("{id:guid}", side)}/part",
                    (Guid id, long at, int length, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct) =>
                        ReadAsync(new(id, side, at, length), context, accounts, messages, ct))
                .RequireAuthorization().ExcludeFromDescription();
        }
    }

    /// <summary>Address of a stretch; null when it is too long to be copied.</summary>
    public static string? Href(BodyPlace place, long at, long length) =>
        length > ReadPart.Longest ? null : $"{ExchangeDownloads.Href(place.Exchange, place.Side)}/part?at={at}&length={length}";

    private static async Task<Results<ContentHttpResult, NotFound>> ReadAsync(ReadPart wanted, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct) =>
        await accounts.CallerOfAsync(context.User, ct) is { } caller && await messages.SendAsync(caller, wanted, ct) is { } text
            ? TypedResults.Text(text, "text/plain; charset=utf-8")
            : TypedResults.NotFound();
}
