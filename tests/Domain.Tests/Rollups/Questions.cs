using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Domain.Tests.Rollups;

/// <summary>Random questions about the three days of the histories.</summary>
internal static class Questions
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"];

    /// <summary>Any question: dimensions, filter, bounds, top and distributions.</summary>
    public static UsageQuery Any(Random random)
    {
        var by = random.Next(8) == 0 ? [Dimension.Property("region")] : random.GetItems<Dimension>([.. Dimension.Named], random.Next(4)).Distinct().ToList();
        var byBucket = random.Next(3) > 0;
        return new(Bounds(random), by)
        {
            ByBucket = byBucket,
            Distributions = [.. Enum.GetValues<Distribution>().Where(_ => random.Next(4) == 0)],
            Top = random.Next(2) == 0 && (by.Count == 1 || !byBucket) ? new(random.Next(1, 4), random.GetItems(Enum.GetValues<UsageMeasure>(), 1)[0]) : null,
            Filter = Filter.Parse(random.Next(3) > 0 ? "" : RawAnswer.Filters.Keys.ElementAt(random.Next(RawAnswer.Filters.Count))).Filter!,
        };
    }

    private static IReadOnlyList<DateTimeOffset> Bounds(Random random)
    {
        if (random.Next(2) == 0)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(random.GetItems(Zones, 1)[0]);
            var from = HistorySql.Origin.AddHours(random.Next(-10, 60));
            return Buckets.Bounds(from, from.AddHours(random.Next(1, 80)).AddMinutes(random.Next(2) * 7), random.GetItems([BucketStep.Hour, BucketStep.SixHours, BucketStep.Day], 1)[0], zone);
        }

        // Where histories have their exchanges, and beside.
        return
        [
            .. Enumerable.Range(0, random.Next(2, 6))
                .Select(i => HistorySql.Origin.AddDays(random.Next(4)).AddHours(random.GetItems([0, 9, 10, 23], 1)[0]).AddMinutes(random.GetItems([0, 0, 1, 59], 1)[0])
                    .AddMicroseconds(random.GetItems([0, 0, 1, 30_000_000], 1)[0]))
                .Prepend(HistorySql.Origin.AddDays(-1)).Append(HistorySql.Origin.AddDays(random.Next(4, 6))).Distinct().Order().Skip(random.Next(2)),
        ];
    }
}
