using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Models;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Dashboard.Users;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Totals;

/// <summary>The tables of models, users and keys as files, whole, with the page's own query. For the signed-in browser.</summary>
internal static class TableDownloads
{
    /// <summary>Address of the models.</summary>
    public const string Models = "/tables/models.csv";

    /// <summary>Address of the users.</summary>
    public const string Users = "/tables/users.csv";

    /// <summary>Address of the keys.</summary>
    public const string Keys = "/tables/keys.csv";

    public static void MapTableDownloads(this IEndpointRouteBuilder routes)
    {
        Map(routes, Models, async (desk, caller, ranking, ct) =>
            TableCsv.Of((await desk.Messages.SendAsync(caller, new ListModels(ranking), ct)).Models));
        Map(routes, Users, async (desk, caller, ranking, ct) =>
            TableCsv.Of((await desk.Messages.SendAsync(caller, new ListUsers(ranking), ct)).Users.Select(u => u.Done with { Title = u.Who.Title })));
        Map(routes, Keys, async (desk, caller, ranking, ct) =>
        {
            var names = (await desk.Messages.SendAsync(caller, new ListKeys(), ct)).ToDictionary(k => k.Id, k => k.Name);
            var used = (await desk.Messages.SendAsync(caller, new ListKeyUsage(ranking.Of), ct)).ByKey;
            return TableCsv.Of(ranking.First(used.Select(k => k.Value with { Title = names.GetValueOrDefault(k.Key) }), k => k.Title));
        });
    }

    private static void Map(IEndpointRouteBuilder routes, string path, Func<Desk, Caller, Ranking, CancellationToken, Task<IEnumerable<string>>> lines) =>
        routes.MapGet(path, (HttpContext context, AccountLookup accounts, Messages messages, TimeProvider time, CancellationToken ct) =>
            AnswerAsync(path, lines, context, new(accounts, messages, time), ct)).RequireAuthorization().ExcludeFromDescription();

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult, NotFound>> AnswerAsync(
        string path, Func<Desk, Caller, Ranking, CancellationToken, Task<IEnumerable<string>>> ask, HttpContext context, Desk desk, CancellationToken ct)
    {
        if (await desk.Accounts.CallerOfAsync(context.User, ct) is not { } caller)
        {
            return TypedResults.NotFound();
        }

        var query = context.Request.QueryString.Value ?? "";
        var (view, problem) = UsageView.Parse(query);
        var (filter, wrong) = Filter.Parse(view.Query ?? "");
        if (filter is null || problem is not null)
        {
            return Refused(problem ?? wrong!.Message);
        }

        var url = TableUrl.Parse(path, query);
        var range = view.Range.Resolve(desk.Time.GetUtcNow(), view.Zone(ViewerZone.Of(context.Request.Cookies[ViewerZone.Cookie])));
        try
        {
            var lines = await ask(desk, caller, new(new([range.From, range.To], filter), url.Order, url.Ascending, Ranking.MaxLimit), ct);
            return TypedResults.Stream(to => UsageCsv.WriteAsync(to, lines, ct), "text/csv; charset=utf-8", FileName(path, range));
        }
        catch (UsageTooWideException e)
        {
            return Refused(e.Message);
        }
    }

    private static string FileName(string path, ResolvedRange range) => string.Create(
        CultureInfo.InvariantCulture,
        $"{path.Split('/', '.')[2]}-{range.From.UtcDateTime:yyyyMMdd'T'HHmm'Z'}-{range.To.UtcDateTime:yyyyMMdd'T'HHmm'Z'}.csv");

    private static ProblemHttpResult Refused(string why) =>
        TypedResults.Problem(type: "/problems/invalid-request", statusCode: StatusCodes.Status400BadRequest, title: "The request is not understood.", detail: why);

    private sealed record Desk(AccountLookup Accounts, Messages Messages, TimeProvider Time);
}
