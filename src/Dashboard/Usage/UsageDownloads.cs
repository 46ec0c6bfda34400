using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Ui;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>The table and the chart of the page of usage as files, with the page's own query. For the signed-in browser.</summary>
internal static class UsageDownloads
{
    /// <summary>Address of the table.</summary>
    public const string TablePath = UsageUrl.Path + "/table.csv";

    /// <summary>Address of the series.</summary>
    public const string SeriesPath = UsageUrl.Path + "/series.csv";

    public static void MapUsageDownloads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(TablePath, (HttpContext context, AccountLookup accounts, Messages messages, TimeProvider time, CancellationToken ct) =>
            AnswerAsync("usage", (url, report, _) => UsageCsv.Table(url, report), context, new(accounts, messages, time), ct)).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet(SeriesPath, (HttpContext context, AccountLookup accounts, Messages messages, TimeProvider time, CancellationToken ct) =>
            AnswerAsync("usage-series", UsageCsv.Series, context, new(accounts, messages, time), ct)).RequireAuthorization().ExcludeFromDescription();
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult, NotFound>> AnswerAsync(
        string name, Func<UsageUrl, UsageReport, UsagePeriod, IEnumerable<string>> lines, HttpContext context, Desk desk, CancellationToken ct)
    {
        if (await desk.Accounts.CallerOfAsync(context.User, ct) is not { } caller)
        {
            return TypedResults.NotFound();
        }

        var (url, problem) = UsageUrl.Parse(context.Request.QueryString.Value ?? "");
        if (problem is not null || url.Filter is not { } filter)
        {
            return Refused(problem ?? Domain.Filters.Filter.Parse(url.View.Query ?? "").Error!.Message);
        }

        var zone = url.View.Zone(ViewerZone.Of(context.Request.Cookies[ViewerZone.Cookie]));
        var period = UsagePeriod.Of(new(url.View, filter, zone, desk.Time.GetUtcNow()));
        try
        {
            var report = await desk.Messages.SendAsync(caller, UsageQuestion.Of(url, period), ct);
            return TypedResults.Stream(
                to => UsageCsv.WriteAsync(to, lines(url, report, period), ct), "text/csv; charset=utf-8",
                string.Create(CultureInfo.InvariantCulture, $"{name}-{period.At.Range.From.UtcDateTime:yyyyMMdd'T'HHmm'Z'}-{period.At.Range.To.UtcDateTime:yyyyMMdd'T'HHmm'Z'}.csv"));
        }
        catch (UsageTooWideException e)
        {
            return Refused(e.Message);
        }
    }

    private static ProblemHttpResult Refused(string why) =>
        TypedResults.Problem(type: "/problems/invalid-request", statusCode: StatusCodes.Status400BadRequest, title: "The request is not understood.", detail: why);

    private sealed record Desk(AccountLookup Accounts, Messages Messages, TimeProvider Time);
}
