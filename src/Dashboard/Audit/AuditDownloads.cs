using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Audit;

/// <summary>The audit log as a file for the signed-in browser: what the page keeps, whole. It is there for admins only.</summary>
internal static class AuditDownloads
{
    /// <summary>Address of the table.</summary>
    public const string Csv = "/audit/log.csv";

    /// <summary>Address of the lines of JSON.</summary>
    public const string Jsonl = "/audit/log.jsonl";

    public static void MapAuditDownloads(this IEndpointRouteBuilder routes)
    {
        Map(routes, Csv, "csv");
        Map(routes, Jsonl, "jsonl");
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string format) => routes.MapGet(
        path,
        (HttpContext context, AccountLookup accounts, Messages messages, IOptions<JsonOptions> json, CancellationToken ct) =>
            AnswerAsync(format, context, accounts, (messages, json), ct)).RequireAuthorization().ExcludeFromDescription();

    private static async Task<Results<PushStreamHttpResult, NotFound>> AnswerAsync(
        string format, HttpContext context, AccountLookup accounts, (Messages Messages, IOptions<JsonOptions> Json) desk, CancellationToken ct)
    {
        if (await accounts.CallerOfAsync(context.User, ct) is not { Access: >= Access.Admin } caller)
        {
            return TypedResults.NotFound();
        }

        var zone = ViewerZone.Of(context.Request.Cookies[ViewerZone.Cookie]).Zone;
        var filter = AuditUrl.Parse(context.Request.QueryString.Value ?? "").Filter(zone);
        await desk.Messages.SendAsync(caller, new BeginAuditExport(filter, format), ct);
        return new AuditFile(desk.Messages, caller, filter, desk.Json.Value.SerializerOptions).As(format, ct);
    }
}
