using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Tests.Charts;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Tests.Ranges;

public sealed class TimeRangeTests
{
    private static readonly DateTimeOffset Now = Zones.Utc("2026-11-22T12:47:13");

    private static readonly Gen<TimeRange> AnyRange = Gen.OneOf(
        from n in Gen.Choose(1, 240) from unit in Gen.Elements(Enum.GetValues<RangeUnit>().Where(u => u < RangeUnit.Year).AsEnumerable()) select (TimeRange)new LastRange(n, unit),
        Gen.Elements(TimeRange.Offered.AsEnumerable()),
        from day in Gen.Choose(0, 3000) from length in Gen.Choose(0, 400) select (TimeRange)new FixedRange(RangeEdge.OfDay(new DateTime(2018, 1, 1).AddDays(day)), RangeEdge.OfDay(new DateTime(2018, 1, 1).AddDays(day + length))),
        from minute in Gen.Choose(0, 4_000_000) from length in Gen.Choose(1, 100_000) select TimeRange.Between(Zones.Utc("2018-01-01T00:00").AddMinutes(minute), Zones.Utc("2018-01-01T00:00").AddMinutes(minute + length)));

    [Theory]
    [InlineData("24h", "2026-11-21T12:47", "2026-11-22T12:47:13")]
    [InlineData("last 3 days", "2026-11-19T12:47", "2026-11-22T12:47:13")]
    [InlineData("12M", "2025-11-22T12:47", "2026-11-22T12:47:13")]
    [InlineData("15m", "2026-11-22T12:32", "2026-11-22T12:47:13")]
    [InlineData("today", "2026-11-21T23:00", "2026-11-22T12:47:13")]
    [InlineData("yesterday", "2026-11-20T23:00", "2026-11-21T23:00")]
    [InlineData("week", "2026-11-15T23:00", "2026-11-22T12:47:13")]
    [InlineData("this month", "2026-10-31T23:00", "2026-11-22T12:47:13")]
    [InlineData("last-month", "2026-09-30T22:00", "2026-10-31T23:00")]
    [InlineData("last year", "2024-12-31T23:00", "2025-12-31T23:00")]
    [InlineData("2026-11-01..2026-11-15", "2026-10-31T23:00", "2026-11-15T23:00")]
    [InlineData("2026-11-01 to 2026-11-15", "2026-10-31T23:00", "2026-11-15T23:00")]
    [InlineData("2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00")]
    [InlineData("2026-10", "2026-09-30T22:00", "2026-10-31T23:00")]
    [InlineData("2026-11-01 10:00..2026-11-01 12:30", "2026-11-01T09:00", "2026-11-01T11:30")]
    [InlineData("2026-11-01T10:00Z..2026-11-01T12:00+05:45", "2026-11-01T10:00", "2026-11-01T06:15")]
    [InlineData("2026-11-20..2026-11-30", "2026-11-19T23:00", "2026-11-22T12:47:13")]
    public void A_range_is_read_by_the_readers_clock(string text, string from, string to)
    {
        var (range, problem) = TimeRange.Parse(text);
        if (Zones.Utc(to) < Zones.Utc(from))
        {
            Assert.Null(range);
            Assert.Contains(text, problem, StringComparison.Ordinal);
            return;
        }

        Assert.Null(problem);
        var resolved = range!.Resolve(Now, Zones.Berlin);
        Assert.Equal((Zones.Utc(from), Zones.Utc(to)), (resolved.From.ToUniversalTime(), resolved.To.ToUniversalTime()));
        Assert.Equal(resolved.To == Now, resolved.IsLive);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("0h")]
    [InlineData("99999999d")]
    [InlineData("3 parsecs")]
    [InlineData("2026-02-30..2026-03-01")]
    [InlineData("2026-11-15..2026-11-01")]
    [InlineData("2026-11-01..")]
    [InlineData("1850-01-01..1850-02-01")]
    [InlineData("2026-11-01T25:00..2026-11-02")]
    [InlineData("a..b..c")]
    [InlineData("<script>alert(1)</script>")]
    public void What_is_no_range_is_said_with_the_text_seen(string text)
    {
        var (range, problem) = TimeRange.Parse(text);

        Assert.Null(range);
        Assert.Contains(text.Split("..")[0], problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_printed_is_read_back() =>
        Prop.ForAll(AnyRange.ToArbitrary(), range => Assert.Equal(range, TimeRange.Parse(range.ToString()!).Range)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_a_range_or_a_sentence() =>
        Prop.ForAll<NonNull<string>>(text => Assert.True(TimeRange.Parse(text.Get) is (null, { Length: > 0 }) or (not null, null))).QuickCheckThrowOnFailure();

    [Fact]
    public void What_came_before_ends_where_the_range_begins_or_earlier_and_is_no_longer() =>
        Prop.ForAll(
            AnyRange.ToArbitrary(), Gen.Choose(0, 60 * 24 * 800).ToArbitrary(), Gen.Elements(Zones.All.AsEnumerable()).ToArbitrary(),
            (range, minutes, zone) =>
            {
                var now = Zones.Utc("2025-10-01T00:00:07").AddMinutes(minutes);
                var (from, to, _) = range.Resolve(now, zone);
                var before = range.Previous(now, zone);
                Assert.True(from < to);
                Assert.True(before.From < before.To);
                Assert.True(before.To <= from);
                Assert.True(before.Length <= to - from + TimeSpan.FromDays(5));
                Assert.True(range.Earlier(now, zone)?.Resolve(now, zone).To is not { } end || end <= from + TimeSpan.FromMinutes(1));
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("month", "2026-03-31T10:00", "2026-01-31T23:00", "2026-02-28T23:00")]
    [InlineData("month", "2026-11-22T12:47", "2026-09-30T22:00", "2026-10-22T11:47")]
    [InlineData("today", "2026-10-25T12:00", "2026-10-23T22:00", "2026-10-24T11:00")]
    [InlineData("week", "2026-11-18T12:00", "2026-11-08T23:00", "2026-11-11T12:00")]
    [InlineData("7d", "2026-11-22T12:47", "2026-11-08T12:47", "2026-11-15T12:47")]
    [InlineData("7d", "2026-10-28T12:00", "2026-10-14T11:00", "2026-10-21T11:00")]
    [InlineData("last-month", "2026-11-22T12:47", "2026-08-31T22:00", "2026-09-30T22:00")]
    [InlineData("2026-10-01..2026-10-31", "2026-11-22T12:47", "2026-08-31T22:00", "2026-09-30T22:00")]
    [InlineData("2026-11-01..2026-11-07", "2026-11-22T12:47", "2026-10-24T22:00", "2026-10-31T23:00")]
    public void A_part_of_a_period_is_compared_with_the_same_part_of_the_one_before(string text, string now, string from, string to)
    {
        var before = TimeRange.Parse(text).Range!.Previous(Zones.Utc(now), Zones.Berlin);

        Assert.Equal((Zones.Utc(from), Zones.Utc(to)), (before.From.ToUniversalTime(), before.To.ToUniversalTime()));
    }

    [Fact]
    public void Earlier_and_later_lead_through_the_calendar_and_stop_at_now()
    {
        var month = TimeRange.Parse("month").Range!;
        var last = month.Earlier(Now, Zones.Berlin)!;
        var september = last.Earlier(Now, Zones.Berlin)!;

        Assert.Equal(["last-month", "2026-09-01..2026-09-30", "2026-10-01..2026-10-31", "2026-11-01..2026-11-30"],
            [$"{last}", $"{september}", $"{september.Later(Now, Zones.Berlin)}", $"{september.Later(Now, Zones.Berlin)!.Later(Now, Zones.Berlin)}"]);
        Assert.Null(month.Later(Now, Zones.Berlin));
        Assert.Null(TimeRange.Parse("2026-11-20..2026-11-30").Range!.Later(Now, Zones.Berlin));
    }

    [Fact]
    public void The_clock_that_jumps_over_midnight_begins_its_day_when_it_has_jumped()
    {
        var beirut = TimeZoneInfo.FindSystemTimeZoneById("Asia/Beirut");
        var day = TimeRange.Parse("2026-03-29").Range!.Resolve(Now, beirut);

        Assert.Equal(Zones.Utc("2026-03-28T22:00"), day.From.ToUniversalTime());
        Assert.Equal(TimeSpan.FromHours(23), day.Length);
    }

    [Theory]
    [InlineData("24h", "Last 24 hours")]
    [InlineData("1h", "Past hour")]
    [InlineData("month", "This month")]
    [InlineData("2026-11-01..2026-11-15", "1 Nov – 15 Nov 2026")]
    [InlineData("2026-10", "Oct 2026")]
    [InlineData("2026-11-22", "Sun 22 Nov 2026")]
    [InlineData("2026-11-01T10:00Z..2026-11-01T11:30Z", "1 Nov 2026, 11:00–12:30")]
    [InlineData("2026-11-01T10:00..2026-11-02T11:30", "1 Nov, 10:00 – 2 Nov 2026, 11:30")]
    public void A_range_is_said_in_words(string text, string words) => Assert.Equal(words, RangeWords.Of(TimeRange.Parse(text).Range!, Zones.Berlin));
}
