using System.Globalization;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Ui;

/// <summary>Time ranges and buckets as readers say them.</summary>
public static class RangeWords
{
    /// <summary>A range in words: <c>Last 24 hours</c>, <c>This month</c>, <c>1 Nov – 15 Nov 2026</c>.</summary>
    /// <param name="range">The range.</param>
    /// <param name="zone">Whose clock moments are read by.</param>
    public static string Of(TimeRange range, TimeZoneInfo zone) => range switch
    {
        LastRange { Length: 1 } one => LastOne(one.Unit),
        LastRange last => string.Format(CultureInfo.CurrentCulture, LastMany(last.Unit), last.Length),
        CalendarRange calendar => Calendar(calendar),
        FixedRange { From.IsDay: true, To.IsDay: true } days => Days(days.From.Clock, days.To.Clock),
        FixedRange moments => Moments(LocalClock.Of(moments.From.Begin(zone), zone), LocalClock.Of(moments.To.End(zone), zone)),
        _ => range.ToString()!,
    };

    /// <summary>The length of a bucket: <c>15 minutes</c>.</summary>
    public static string Of(BucketStep step) => step switch
    {
        BucketStep.Minute => TimeRangeText.StepMinute,
        BucketStep.FiveMinutes => TimeRangeText.StepFiveMinutes,
        BucketStep.QuarterHour => TimeRangeText.StepQuarterHour,
        BucketStep.Hour => TimeRangeText.StepHour,
        BucketStep.SixHours => TimeRangeText.StepSixHours,
        BucketStep.Day => TimeRangeText.StepDay,
        BucketStep.Week => TimeRangeText.StepWeek,
        BucketStep.Month => TimeRangeText.StepMonth,
    };

    private static string LastOne(RangeUnit unit) => unit switch
    {
        RangeUnit.Minute => TimeRangeText.PastMinute,
        RangeUnit.Hour => TimeRangeText.PastHour,
        RangeUnit.Day => TimeRangeText.PastDay,
        RangeUnit.Week => TimeRangeText.PastWeek,
        RangeUnit.Month => TimeRangeText.PastMonth,
        RangeUnit.Year => TimeRangeText.PastYear,
    };

    private static string LastMany(RangeUnit unit) => unit switch
    {
        RangeUnit.Minute => TimeRangeText.LastMinutes,
        RangeUnit.Hour => TimeRangeText.LastHours,
        RangeUnit.Day => TimeRangeText.LastDays,
        RangeUnit.Week => TimeRangeText.LastWeeks,
        RangeUnit.Month => TimeRangeText.LastMonths,
        RangeUnit.Year => TimeRangeText.LastYears,
    };

    private static string Calendar(CalendarRange range) => (range.Unit, range.Ago) switch
    {
        (RangeUnit.Day, 0) => TimeRangeText.Today,
        (RangeUnit.Day, _) => TimeRangeText.Yesterday,
        (RangeUnit.Week, 0) => TimeRangeText.ThisWeek,
        (RangeUnit.Week, _) => TimeRangeText.LastWeek,
        (RangeUnit.Month, 0) => TimeRangeText.ThisMonth,
        (RangeUnit.Month, _) => TimeRangeText.LastMonth,
        (_, 0) => TimeRangeText.ThisYear,
        _ => TimeRangeText.LastYear,
    };

    private static string Days(DateTime from, DateTime to) =>
        from == to ? CalendarWords.Weekday(from)
        : from.Day == 1 && to == from.AddMonths(1).AddDays(-1) ? CalendarWords.MonthOfYear(from)
        : string.Format(CultureInfo.CurrentCulture, ChartText.FromTo, from.Year == to.Year ? CalendarWords.Day(from) : CalendarWords.DayOfYear(from), CalendarWords.DayOfYear(to));

    private static string Moments(DateTime from, DateTime to) => from.Date == to.Date
        ? string.Format(CultureInfo.CurrentCulture, ChartText.DayAndHours, CalendarWords.DayOfYear(from), $"{CalendarWords.Clock(from)}–{CalendarWords.Clock(to)}")
        : string.Format(CultureInfo.CurrentCulture, ChartText.FromTo, Moment(from, from.Year != to.Year), Moment(to, true));

    private static string Moment(DateTime at, bool withYear) =>
        string.Format(CultureInfo.CurrentCulture, ChartText.DayAndHours, withYear ? CalendarWords.DayOfYear(at) : CalendarWords.Day(at), CalendarWords.Clock(at));
}
