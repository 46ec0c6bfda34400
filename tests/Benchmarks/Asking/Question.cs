using Observability.Dashboard;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Models;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Usage;
using Observability.Dashboard.Users;
using Observability.Domain.Rollups;

namespace Observability.Benchmarks.Asking;

/// <summary>Something a page asks.</summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="AskAsync">Asks it, as this caller, up to this moment.</param>
internal sealed record Question(string Name, Func<Messages, Caller, DateTimeOffset, CancellationToken, Task> AskAsync)
{
    private const int PageRows = 100;

    /// <summary>Those whose speed is promised.</summary>
    /// <param name="user">A busy user.</param>
    public static IReadOnlyList<Question> All(string user) =>
    [
        new("usage by model by day, a year", (m, c, now, ct) => m.SendAsync(c, new AskUsage(new(Days(now, 365), Dimension.Model) { Top = new(10, UsageMeasure.Cost) }), ct)),
        new("latency percentiles by hour, 30 days", (m, c, now, ct) => m.SendAsync(c, new AskUsage(new(Hours(now, 30)) { Distributions = [Distribution.Latency] }), ct)),
        new("usage by user, 30 days", (m, c, now, ct) => m.SendAsync(c, new AskUsage(new(Days(now, 30), Dimension.User) { ByBucket = false }), ct)),
        new("requests, first page", (m, c, _, ct) => m.SendAsync(c, new ListExchanges(Filter(""), null, PageRows), ct)),
        new("requests of one user, first page", (m, c, _, ct) => m.SendAsync(c, new ListExchanges(Filter("user=" + user), null, PageRows), ct)),
        new("users, first 100, 30 days", (m, c, _, ct) => m.SendAsync(c, new ListUsers(UsageRange.Usual, UserOrder.Cost, Ascending: false, PageRows), ct)),
        new("models, 30 days", (m, c, now, ct) => m.SendAsync(c, new PageModels(now.AddDays(-30), now, null, PageModels.MaxLimit), ct)),
    ];

    private static IReadOnlyList<DateTimeOffset> Days(DateTimeOffset now, int days) => Buckets.Bounds(now.AddDays(-days), now, BucketStep.Day, TimeZoneInfo.Utc);

    private static IReadOnlyList<DateTimeOffset> Hours(DateTimeOffset now, int days) => Buckets.Bounds(now.AddDays(-days), now, BucketStep.Hour, TimeZoneInfo.Utc);

    private static ExchangeFilter Filter(string query) => ExchangeFilter.Parse(query).Filter;
}
