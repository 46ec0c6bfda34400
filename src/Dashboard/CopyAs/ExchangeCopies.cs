using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Keys;
using Observability.Dashboard.SignIn;
using Observability.Domain;

namespace Observability.Dashboard.CopyAs;

/// <summary>Exchanges in forms to paste, for the copy buttons of the signed-in browser: so they cross no circuit. Always plain text.</summary>
internal static class ExchangeCopies
{
    public static void MapExchangeCopies(this IEndpointRouteBuilder routes)
    {
        foreach (var way in Enum.GetValues<CopyWay>())
        {
            routes.MapGet(
                    Href("{id:guid}", way),
                    (Guid id, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct) => CopyAsync(id, way, context, accounts, messages, ct))
                .RequireAuthorization().ExcludeFromDescription();
        }
    }

    /// <summary>Address of a form.</summary>
    public static string Href(Guid id, CopyWay way) => Href(id.ToString(), way);

    private static string Href(string id, CopyWay way) => $"/exchanges/{id}/as/{EnumNames.NameOf(way)}";

    private static async Task<Results<ContentHttpResult, NotFound>> CopyAsync(
        Guid id, CopyWay way, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct)
    {
        if (await accounts.CallerOfAsync(context.User, ct) is not { } caller)
        {
            return TypedResults.NotFound();
        }

        var ingest = (await messages.SendAsync(caller, new WhereIngestIs(), ct)).SeenFrom($"{context.Request.Scheme}://{context.Request.Host}");
        return await messages.SendAsync(caller, new CopyExchange(id, way, ingest), ct) is { } text
            ? TypedResults.Text(text, "text/plain; charset=utf-8")
            : TypedResults.NotFound();
    }
}
