using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Tests.Exchanges;

/// <summary>Random lists of exchanges, and what a filter keeps of them, worked out here.</summary>
internal static class RandomList
{
    public static readonly Guid Project = Guid.CreateVersion7();
    public static readonly DateTimeOffset Now = Some.Noon;

    /// <summary>Filters over dimensions and over more, in every order, of any range.</summary>
    public static Gen<ExchangeFilter> Filters { get; } =
        from order in Gen.Elements(Enum.GetValues<ExchangeOrder>())
        from q in Gen.Elements("", "model:rare", "model:never", "user:anna OR user:ben", "-user:any cost:>0.01", "latency:>=2s", "model:gpt* -user:cleo")
        from modelLists in Gen.Elements(true, false)
        from fromDays in Gen.Elements<int?>(null, 2, 17)
        from toDays in Gen.Elements<int?>(null, 1, 9)
        from user in Gen.Elements(null, null, null, "ben")
        select new ExchangeFilter(Before(fromDays), Before(toDays), order) { Q = q, ModelLists = modelLists, User = user };

    private static DateTimeOffset? Before(int? days) => days is { } count ? Now.AddDays(-count).AddTicks(10) : null;

    // Over 40 days, in bursts: many at one instant, with the same cost, latency or tokens, or with none known.
    public static List<ExchangeRecord> History(int count, int seed)
    {
        var random = new Random(seed);
        var records = new List<ExchangeRecord>();
        for (var i = 0; i < count; i++)
        {
            var at = Now.AddDays(-(random.Next(8) == 0 ? random.Next(40) : random.Next(3))).AddSeconds(-random.Next(5) * 3600);
            var record = Some.Exchange(Project, at);
            var row = record.Row;
            row.ModelRequested = random.Next(40) == 0 ? "rare" : "gpt-4o";
            row.User = random.Next(4) switch { 0 => "anna", 1 => "ben", 2 => "cleo", _ => null };
            row.UserName = null;
            row.Endpoint = random.Next(10) switch { 0 => "models", 1 => "count", _ => "chat" };
            row.Relayed = random.Next(12) == 0;
            row.Outcome = random.Next(5) == 0 ? ExchangeOutcome.UpstreamRefused : ExchangeOutcome.Completed;
            row.CostUsd = random.Next(3) == 0 ? null : random.Next(4) * 0.010000000000000003m;
            row.DurationUs = random.Next(5) * 1_000_000L;
            (row.InputTokens, row.OutputTokens) = (random.Next(3) == 0 ? null : random.Next(9), random.Next(3) == 0 ? null : random.Next(3));
            records.Add(record);
        }

        return records;
    }

    public static IEnumerable<Exchange> Expected(IEnumerable<Exchange> rows, ExchangeFilter filter)
    {
        var kept = rows.Where(r => (filter.From is not { } from || r.StartedAt >= from) && (filter.To is not { } to || r.StartedAt < to)
            && (filter.User is null || r.User == filter.User) && (filter.ModelLists || r.Endpoint != "models") && (filter.Order.IsOfTime() || filter.Order.ValueOf(r) is not null) && filter.Q switch
            {
                null => true,
                "model:rare" => r.ModelRequested == "rare",
                "model:never" => false,
                "user:anna OR user:ben" => r.User is "anna" or "ben",
                "-user:any cost:>0.01" => r.User is null && r.CostUsd > 0.01m,
                "model:gpt* -user:cleo" => r.ModelRequested == "gpt-4o" && r.User != "cleo",
                "latency:>=2s" => r.DurationUs >= 2_000_000,
                _ => throw new ArgumentException(filter.Q, nameof(filter)),
            });
        return filter.Order == ExchangeOrder.Oldest
            ? kept.OrderBy(r => r.StartedAt).ThenBy(r => r.Id.ToString("N"), StringComparer.Ordinal)
            : kept.OrderByDescending(r => filter.Order.ValueOf(r)).ThenByDescending(r => r.StartedAt).ThenByDescending(r => r.Id.ToString("N"), StringComparer.Ordinal);
    }
}
