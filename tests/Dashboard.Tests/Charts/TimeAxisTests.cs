using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Tests.Charts;

public sealed class TimeAxisTests
{
    [Fact]
    public void A_day_has_the_hours_of_the_clock_under_it_and_its_date_where_it_begins()
    {
        var axis = Zones.Axis("2026-11-21T12:00", "2026-11-22T12:00", BucketStep.QuarterHour, Zones.Berlin);

        Assert.Equal(["15:00", "18:00", "21:00", "22 Nov", "03:00", "06:00", "09:00", "12:00"], axis.Ticks().Select(t => t.Text));
        Assert.Equal("Sat 21 Nov 2026, 13:00–13:15", axis.Label(0));
    }

    [Fact]
    public void The_hour_that_the_clock_shows_twice_is_two_buckets_told_apart_by_their_offset()
    {
        var axis = Zones.Axis("2026-10-24T22:00", "2026-10-25T23:00", BucketStep.Hour, Zones.Berlin);

        Assert.Equal(25, axis.Count);
        Assert.Equal("Sun 25 Oct 2026, 02:00–03:00 (+02:00)", axis.Label(2));
        Assert.EndsWith("(+01:00)", axis.Label(3), StringComparison.Ordinal);
        Assert.Equal("Sun 25 Oct 2026, 04:00–05:00", axis.Label(5));
    }

    [Fact]
    public void The_hour_that_the_clock_skips_is_no_bucket()
    {
        var axis = Zones.Axis("2026-03-28T23:00", "2026-03-29T22:00", BucketStep.Hour, Zones.Berlin);

        Assert.Equal(23, axis.Count);
        Assert.Equal(0, Enumerable.Range(0, axis.Count).Count(i => axis.Label(i).Contains(", 02:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-10-24T22:00", "2026-10-26T23:00")]
    [InlineData("America/New_York", "2026-11-01T04:00", "2026-11-03T05:00")]
    [InlineData("Australia/Lord_Howe", "2026-04-03T13:00", "2026-04-05T13:30")]
    [InlineData("Asia/Kathmandu", "2026-11-20T18:15", "2026-11-22T18:15")]
    public void A_day_on_which_the_clock_changes_is_one_bucket_like_the_others(string zone, string from, string to)
    {
        var axis = Zones.Axis(from, to, BucketStep.Day, TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(2, axis.Count);
        Assert.False(axis.BeginsInside);
        Assert.Null(axis.IncompleteFrom);
        Assert.All(Enumerable.Range(0, 2), i => Assert.DoesNotContain(":", axis.Label(i), StringComparison.Ordinal));
    }

    [Fact]
    public void Full_hours_in_Kathmandu_are_full_on_the_wall_there()
    {
        var axis = Zones.Axis("2026-11-21T18:15", "2026-11-22T06:15", BucketStep.Hour, Zones.Kathmandu);

        Assert.Equal(12, axis.Count);
        Assert.Equal("Sun 22 Nov 2026, 00:00–01:00", axis.Label(0));
        Assert.All(axis.Ticks().Where(t => t.Text.Contains(':', StringComparison.Ordinal)), t => Assert.EndsWith(":00", t.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_range_cuts_and_what_has_not_ended_is_open()
    {
        var now = Zones.Utc("2026-11-22T12:47:13");
        var range = new LastRange(24, RangeUnit.Hour).Resolve(now, Zones.Berlin);
        var axis = TimeAxis.Of(Buckets.Bounds(range.From, range.To, BucketStep.QuarterHour, Zones.Berlin), BucketStep.QuarterHour, Zones.Berlin, now);

        Assert.True(axis.BeginsInside);
        Assert.Equal(axis.Count - 1, axis.IncompleteFrom);
        Assert.EndsWith("13:47–14:00", axis.Label(0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_that_runs_is_open_although_the_axis_shows_all_of_it()
    {
        var now = Zones.Utc("2026-11-22T12:47:13");
        var axis = TimeAxis.Of(Buckets.Bounds(Zones.Utc("2026-11-19T23:00"), Zones.Utc("2026-11-22T23:00"), BucketStep.Day, Zones.Berlin), BucketStep.Day, Zones.Berlin, now);

        Assert.False(axis.BeginsInside);
        Assert.Equal(2, axis.IncompleteFrom);
    }

    [Fact]
    public void Longer_times_have_days_weeks_months_and_years_under_them()
    {
        Assert.Equal(["2 Nov", "9 Nov", "16 Nov"], Zones.Axis("2026-10-27T23:00", "2026-11-21T23:00", BucketStep.Day, Zones.Berlin).Ticks().Select(t => t.Text));
        Assert.Equal(["Jan 2026", "Mar", "May", "Jul", "Sep", "Nov"], Zones.Axis("2025-12-31T23:00", "2026-12-31T23:00", BucketStep.Month, Zones.Berlin).Ticks().Select(t => t.Text));
        Assert.Equal("Nov 2026", Zones.Axis("2025-12-31T23:00", "2026-12-31T23:00", BucketStep.Month, Zones.Berlin).Label(10));
        Assert.Equal("9 Nov – 15 Nov 2026", Zones.Axis("2026-11-08T23:00", "2026-11-22T23:00", BucketStep.Week, Zones.Berlin).Label(0));
    }

    [Fact]
    public void Labels_never_crowd_and_stand_in_order_whatever_the_range() =>
        Prop.ForAll(
            (from minutes in Gen.Choose(2, 60 * 24 * 800) from start in Gen.Choose(0, 60 * 24 * 365) from zone in Gen.Elements(Zones.All.AsEnumerable()) select (minutes, start, zone)).ToArbitrary(),
            sample =>
            {
                var from = Zones.Utc("2026-01-01T00:00").AddMinutes(sample.start);
                var range = new ResolvedRange(from, from.AddMinutes(sample.minutes), false);
                var axis = TimeAxis.Of(Buckets.Bounds(range.From, range.To, range.Step, sample.zone), range.Step, sample.zone, range.To.AddYears(1));
                var ticks = axis.Ticks();
                Assert.InRange(axis.Count, 1, 120);
                Assert.InRange(ticks.Count, 0, 9);
                Assert.InRange(ticks.Count(t => !t.Minor), 0, 5);
                Assert.Equal(ticks.OrderBy(t => t.At), ticks);
                Assert.All(ticks, t => Assert.InRange(t.At, 0, 1));
                Assert.Equal(axis.Count, Enumerable.Range(0, axis.Count).Select(axis.Label).Distinct().Count());
            }).QuickCheckThrowOnFailure();
}
