using Observability.Domain.Rollups;

namespace Observability.Domain.Tests.Rollups;

/// <summary>Buckets on the clocks of places whose clocks are moved, against a walk from minute to minute that looks at the clock.</summary>
[Trait("Fault", "F-47")]
public sealed class BucketsTests
{
    /// <summary>A place and the UTC day in the middle of what is looked at.</summary>
    public static TheoryData<string, string> ClockChanges => new()
    {
        { "UTC", "2026-03-01" },
        { "Europe/Berlin", "2026-03-29" },
        { "Europe/Berlin", "2026-10-25" },
        { "Asia/Kathmandu", "2026-03-01" },
        { "Australia/Lord_Howe", "2026-04-04" },
        { "Australia/Lord_Howe", "2026-10-03" },
        { "America/New_York", "2026-03-08" },
        { "America/New_York", "2026-11-01" },

        // 30 December 2011 was left out.
        { "Pacific/Apia", "2011-12-30" },

        // Midnight was skipped in spring and came twice in autumn.
        { "America/Havana", "2026-03-08" },
        { "America/Havana", "2026-11-01" },
        { "Asia/Beirut", "2026-03-29" },
        { "Asia/Beirut", "2026-10-24" },

        // The clock was moved by half an hour, for good.
        { "America/Caracas", "2016-05-01" },
    };

    [Theory]
    [MemberData(nameof(ClockChanges))]
    public void A_bucket_begins_where_the_clock_shows_its_beginning_or_is_moved(string place, string day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(place);
        var middle = DateTimeOffset.Parse(day + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var step in Enum.GetValues<BucketStep>())
        {
            var (from, to) = (middle.AddDays(-40).AddMinutes(17), middle.AddDays(40).AddSeconds(61));
            if (step < BucketStep.Hour)
            {
                (from, to) = (middle.AddDays(-2).AddSeconds(7), middle.AddDays(2));
            }

            var expected = new List<DateTimeOffset> { from };
            expected.AddRange(Walk(from, to, step, zone));
            expected.Add(to);
            var bounds = Buckets.Bounds(from, to, step, zone);
            Assert.True(expected.SequenceEqual(bounds), $"{step}: {string.Join(", ", bounds.Except(expected))} should be {string.Join(", ", expected.Except(bounds))}");
            Assert.All(bounds, b => Assert.Equal(TimeSpan.Zero, b.Offset));
        }
    }

    [Theory]
    [MemberData(nameof(ClockChanges))]
    public void The_start_of_a_bucket_is_the_bound_before_a_moment(string place, string day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(place);
        var middle = DateTimeOffset.Parse(day + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var step in Enum.GetValues<BucketStep>())
        {
            var begun = middle.AddDays(step < BucketStep.Day ? -2 : -70);
            var bounds = Buckets.Bounds(begun, middle.AddDays(2), step, zone).Skip(1).SkipLast(1).ToList();
            for (var at = bounds[0]; at < middle.AddDays(2); at += TimeSpan.FromMinutes(7))
            {
                Assert.True(bounds.Last(b => b <= at) == Buckets.Start(at, step, zone), $"{step} {at:u}: {Buckets.Start(at, step, zone):u}");
            }
        }
    }

    [Fact]
    public void A_day_in_Berlin_has_23_or_25_hours_and_on_Lord_Howe_half_an_hour_more_or_less()
    {
        Assert.Equal([24, 23, 24], Days("Europe/Berlin", new(2026, 3, 27, 23, 0, 0, TimeSpan.Zero), 3));
        Assert.Equal([24, 25, 24], Days("Europe/Berlin", new(2026, 10, 23, 22, 0, 0, TimeSpan.Zero), 3));
        Assert.Equal([24, 24.5, 24], Days("Australia/Lord_Howe", new(2026, 4, 3, 13, 0, 0, TimeSpan.Zero), 3));
        Assert.Equal([24, 23.5, 24], Days("Australia/Lord_Howe", new(2026, 10, 2, 13, 30, 0, TimeSpan.Zero), 3));
        Assert.Equal([24, 24, 24], Days("Pacific/Apia", new(2011, 12, 28, 10, 0, 0, TimeSpan.Zero), 3));
    }

    [Fact]
    public void More_buckets_than_can_be_shown_and_an_empty_range_are_refused()
    {
        var from = DateTimeOffset.UnixEpoch;
        Assert.Equal(Buckets.Most + 1, Buckets.Bounds(from, from.AddMinutes(Buckets.Most), BucketStep.Minute, TimeZoneInfo.Utc).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => Buckets.Bounds(from, from.AddMinutes(Buckets.Most).AddTicks(1), BucketStep.Minute, TimeZoneInfo.Utc));
        Assert.Throws<ArgumentOutOfRangeException>(() => Buckets.Bounds(from, from, BucketStep.Minute, TimeZoneInfo.Utc));
    }

    private static double[] Days(string place, DateTimeOffset from, int count)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(place);
        var bounds = new List<DateTimeOffset> { from };
        while (bounds.Count <= count)
        {
            bounds.Add(Buckets.Next(bounds[^1], BucketStep.Day, zone));
        }

        return [.. bounds.Zip(bounds.Skip(1)).Select(b => (b.Second - b.First).TotalHours)];
    }

    // The clock is looked at each minute. A bucket begins when the clock shows a later one than ever; one of up to an hour also when the clock is moved.
    private static IEnumerable<DateTimeOffset> Walk(DateTimeOffset from, DateTimeOffset to, BucketStep step, TimeZoneInfo zone)
    {
        var first = new DateTimeOffset(from.UtcTicks - (from.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        var (offset, latest) = (zone.GetUtcOffset(first), Shown(first, step, zone));
        for (var at = first.AddMinutes(1); at < to; at += TimeSpan.FromMinutes(1))
        {
            var (next, shown) = (zone.GetUtcOffset(at), Shown(at, step, zone));
            if (shown > latest || (next != offset && step <= BucketStep.Hour))
            {
                yield return at;
            }

            (offset, latest) = (next, step <= BucketStep.Hour || shown > latest ? shown : latest);
        }
    }

    private static DateTime Shown(DateTimeOffset at, BucketStep step, TimeZoneInfo zone)
    {
        var local = at.UtcDateTime + zone.GetUtcOffset(at);
        return step switch
        {
            BucketStep.Minute => Down(local, 1),
            BucketStep.FiveMinutes => Down(local, 5),
            BucketStep.QuarterHour => Down(local, 15),
            BucketStep.Hour => Down(local, 60),
            BucketStep.SixHours => Down(local, 360),
            BucketStep.Day => local.Date,
            BucketStep.Week => local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7)),
            _ => new(local.Year, local.Month, 1),
        };
    }

    private static DateTime Down(DateTime local, int minutes) => local.Date.AddMinutes(Math.Floor(local.TimeOfDay.TotalMinutes / minutes) * minutes);
}
