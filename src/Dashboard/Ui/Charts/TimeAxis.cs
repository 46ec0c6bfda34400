using System.Globalization;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Ui.Charts;

/// <summary>A label under the time axis.</summary>
/// <param name="At">Where, as a share of the width.</param>
/// <param name="Text">What it says.</param>
/// <param name="Minor">Left out where there is little room.</param>
public sealed record TimeTick(double At, string Text, bool Minor);

/// <summary>The buckets of a chart: each is as wide as the next on the page, whatever the clock did in it.</summary>
/// <param name="Starts">Where each bucket begins, in order; the first may begin inside its hour or day, where the range begins.</param>
/// <param name="End">Where the last one ends.</param>
/// <param name="Zone">Whose clock and calendar they are read by.</param>
/// <param name="Step">What a whole bucket is.</param>
public sealed record TimeAxis(IReadOnlyList<DateTimeOffset> Starts, DateTimeOffset End, TimeZoneInfo Zone, BucketStep Step)
{
    private const int MostTicks = 9;

    // What ticks may stand at, from the closest to the farthest apart: each maps a time to the round one it belongs to.
    private static readonly IReadOnlyList<Func<DateTime, DateTime>> Rounds =
    [
        Minutes(1), Minutes(5), Minutes(10), Minutes(15), Minutes(30), Minutes(60), Minutes(120), Minutes(180), Minutes(360), Minutes(720),
        Days(1), Days(2), Weeks(1), Weeks(2), Months(1), Months(2), Months(3), Months(6), Months(12), Months(24), Months(60), Months(120),
    ];

    /// <summary>The first bucket that has not ended (or that the range cuts short): drawn dotted from here; null = all have.</summary>
    public int? IncompleteFrom { get; init; }

    /// <summary>Whether the range begins inside the first bucket, which is drawn dotted as well.</summary>
    public bool BeginsInside { get; init; }

    /// <summary>How many buckets there are.</summary>
    public int Count => Starts.Count;

    /// <summary>From bounds (one more than buckets), knowing what time it is.</summary>
    /// <param name="bounds">Begin of each bucket, and the end of the last (<see cref="Buckets.Bounds"/>).</param>
    /// <param name="step">What a whole bucket is.</param>
    /// <param name="zone">Whose clock.</param>
    /// <param name="now">What ends later has not ended.</param>
    public static TimeAxis Of(IReadOnlyList<DateTimeOffset> bounds, BucketStep step, TimeZoneInfo zone, DateTimeOffset now)
    {
        var axis = new TimeAxis([.. bounds.Take(bounds.Count - 1)], bounds[^1], zone, step);
        var open = Enumerable.Range(0, axis.Count).FirstOrDefault(i => axis.EndOf(i) > now || (i == axis.Count - 1 && axis.Cut(axis.End)), -1);
        return axis with { IncompleteFrom = open < 0 ? null : open, BeginsInside = axis.Count > 0 && axis.Cut(axis.Starts[0]) };
    }

    /// <summary>Where a bucket ends.</summary>
    public DateTimeOffset EndOf(int bucket) => bucket + 1 < Count ? Starts[bucket + 1] : End;

    /// <summary>Whether a bucket holds less than its whole time.</summary>
    public bool IsOpen(int bucket) => bucket >= (IncompleteFrom ?? Count) || (bucket == 0 && BeginsInside);

    /// <summary>Values of another period, bucket by bucket beside these: a period whose clock was changed may have one more or less.</summary>
    public IReadOnlyList<double?>? Beside(IReadOnlyList<double?>? values) =>
        values is null || values.Count == Count ? values : [.. Enumerable.Range(0, Count).Select(i => i < values.Count ? values[i] : null)];

    /// <summary>Where a moment stands, as a share of the width; null = outside.</summary>
    public double? PlaceOf(DateTimeOffset at)
    {
        for (var i = 0; i < Count; i++)
        {
            if (at >= Starts[i] && at < EndOf(i))
            {
                return (i + ((at - Starts[i]) / (EndOf(i) - Starts[i]))) / Count;
            }
        }

        return null;
    }

    /// <summary>A bucket in full: <c>Sun 22 Nov 2026, 10:00–10:15</c>. Where the clock was put back, with the offset that tells one hour from the other.</summary>
    public string Label(int bucket)
    {
        var (from, to) = (Local(Starts[bucket]), Local(EndOf(bucket)));
        var last = Local(EndOf(bucket).AddTicks(-1));
        return Step switch
        {
            BucketStep.Month when !IsOpen(bucket) => CalendarWords.MonthOfYear(from),
            BucketStep.Day when !IsOpen(bucket) => CalendarWords.Weekday(from),
            BucketStep.Week or BucketStep.Month when from.Date != last.Date =>
                string.Format(CultureInfo.CurrentCulture, ChartText.FromTo, CalendarWords.Day(from), CalendarWords.DayOfYear(last)),
            _ => string.Format(CultureInfo.CurrentCulture, ChartText.DayAndHours, CalendarWords.Weekday(from), Hours(bucket, from, to)),
        };
    }

    /// <summary>Round moments of the clock or calendar, never so many that they touch.</summary>
    public IReadOnlyList<TimeTick> Ticks()
    {
        if (Count == 0)
        {
            return [];
        }

        DateTime[] clock = [.. Starts.Select(Local)];
        var chosen = Rounds.Select(round => At(round, clock)).FirstOrDefault(at => at.Count <= MostTicks) ?? [];
        var anchor = Math.Max(0, chosen.FindIndex(bucket => NewDay(bucket, clock)));
        return [.. chosen.Select((bucket, i) => new TimeTick(Place(bucket), Text(bucket, clock), chosen.Count > 5 && (i - anchor) % 2 != 0))];
    }

    // Days and longer have their name under their middle, hours at the moment they begin.
    private double Place(int bucket) => (Step >= BucketStep.Day ? bucket + 0.5 : bucket) / Count;

    // The buckets in which a new round time begins.
    private static List<int> At(Func<DateTime, DateTime> round, DateTime[] clock) =>
        [.. Enumerable.Range(0, clock.Length).Where(i => i == 0 ? round(clock[0]) == clock[0] : round(clock[i]) != round(clock[i - 1]))];

    private static bool NewDay(int bucket, DateTime[] clock) => clock[bucket].TimeOfDay == TimeSpan.Zero || (bucket > 0 && clock[bucket - 1].Date != clock[bucket].Date);

    private string Text(int bucket, DateTime[] clock) => Step switch
    {
        BucketStep.Month => clock[bucket].Month == 1 || bucket == 0 ? CalendarWords.MonthOfYear(clock[bucket]) : CalendarWords.Month(clock[bucket]),
        >= BucketStep.Day => CalendarWords.Day(clock[bucket]),
        _ => NewDay(bucket, clock) ? CalendarWords.Day(clock[bucket]) : CalendarWords.Clock(clock[bucket]),
    };

    private string Hours(int bucket, DateTime from, DateTime to)
    {
        // The clock may be put back as the bucket ends: it lasted until three, although the clock then shows two.
        to = EndOf(bucket) - Starts[bucket] <= TimeSpan.FromHours(1) ? from + (EndOf(bucket) - Starts[bucket]) : to;
        var until = to.TimeOfDay == TimeSpan.Zero && to > from ? "24:00" : CalendarWords.Clock(to);
        var offset = Zone.IsAmbiguousTime(from) ? $" ({Offset(Zone.GetUtcOffset(Starts[bucket]))})" : "";
        return $"{CalendarWords.Clock(from)}–{until}{offset}";
    }

    private static string Offset(TimeSpan offset) => (offset < TimeSpan.Zero ? "−" : "+") + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture);

    private DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).DateTime;

    // Whether a moment lies inside a bucket rather than between two.
    private bool Cut(DateTimeOffset at) => Buckets.Next(at.AddTicks(-1), Step, Zone) != at;

    private static Func<DateTime, DateTime> Minutes(int step) => time => time.Date.AddMinutes((int)time.TimeOfDay.TotalMinutes / step * step);

    private static Func<DateTime, DateTime> Days(int step) => day => day.Date.AddDays(-((day.Date - DateTime.UnixEpoch).Days % step));

    // The first day of .NET's calendar was a Monday.
    private static Func<DateTime, DateTime> Weeks(int step) => day => day.Date.AddDays(-((day.Date - DateTime.MinValue).Days % (7 * step)));

    private static Func<DateTime, DateTime> Months(int step) => day =>
        DateTime.MinValue.AddMonths(((day.Year - 1) * 12 + day.Month - 1) / step * step);
}
