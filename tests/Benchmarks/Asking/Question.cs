using Observability.Dashboard;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Models;
using Observability.Dashboard.Overview;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Dashboard.Users;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Benchmarks.Asking;

/// <summary>Something a page asks.</summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="AskAsync">Asks it, as this caller, up to this moment.</param>
internal sealed record Question(string Name, Func<Messages, Caller, DateTimeOffset, CancellationToken, Task> AskAsync)
{
    private const int PageRows = 100;

    private static readonly Filter Everything = Filter.None;

    /// <summary>Those whose speed is promised.</summary>
    /// <param name="user">A busy user.</param>
    public static IReadOnlyList<Question> All(string user) =>
    [
        new("overview, 30 days", (m, c, now, ct) => m.SendAsync(c, new ShowOverview(Overview(now), UsageMeasure.Cost), ct)),
        new("usage by model by day, a year", (m, c, now, ct) => m.SendAsync(c, new AskUsage(new(Days(now, 365), Dimension.Model) { Top = new(10, UsageMeasure.Cost) }), ct)),
        new("latency percentiles by hour, 30 days", (m, c, now, ct) => m.SendAsync(c, new AskUsage(new(Hours(now, 30)) { Distributions = [Distribution.Latency] }), ct)),
        new("users, first 100, 30 days", (m, c, now, ct) => m.SendAsync(c, new ListUsers(Costliest(now)), ct)),
        new("models, 30 days", (m, c, now, ct) => m.SendAsync(c, new ListModels(Costliest(now)), ct)),
        new("requests, first page", (m, c, _, ct) => m.SendAsync(c, new ListExchanges(Kept(""), null, PageRows), ct)),
        new("requests of one user, first page", (m, c, _, ct) => m.SendAsync(c, new ListExchanges(Kept("user=" + user), null, PageRows), ct)),
    ];

    private static UsageMoment Overview(DateTimeOffset now) =>
        new(UsageView.Home with { Range = TimeRange.Between(now.AddDays(-30), now) }, Everything, TimeZoneInfo.Utc, now);

    private static Dashboard.Totals.Ranking Costliest(DateTimeOffset now) => new(new(Days(now, 30), Everything), SumsOrder.Cost, Ascending: false, PageRows);

    private static IReadOnlyList<DateTimeOffset> Days(DateTimeOffset now, int days) => Buckets.Bounds(now.AddDays(-days), now, BucketStep.Day, TimeZoneInfo.Utc);

    private static IReadOnlyList<DateTimeOffset> Hours(DateTimeOffset now, int days) => Buckets.Bounds(now.AddDays(-days), now, BucketStep.Hour, TimeZoneInfo.Utc);

    private static ExchangeFilter Kept(string query) => ExchangeFilter.Parse(query).Filter;
}
