using Observability.Dashboard;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Models;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Users;

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
        new("requests, first page", (m, c, _, ct) => m.SendAsync(c, new ListExchanges(Filter(""), null, PageRows), ct)),
        new("requests of one user, first page", (m, c, _, ct) => m.SendAsync(c, new ListExchanges(Filter("user=" + user), null, PageRows), ct)),
        new("users, first 100, 30 days", (m, c, _, ct) => m.SendAsync(c, new ListUsers(UsageRange.Usual, UserOrder.Cost, Ascending: false, PageRows), ct)),
        new("models, 30 days", (m, c, now, ct) => m.SendAsync(c, new PageModels(now.AddDays(-30), now, null, PageModels.MaxLimit), ct)),
    ];

    private static ExchangeFilter Filter(string query) => ExchangeFilter.Parse(query).Filter;
}
