using Observability.Domain.Rollups;

namespace Observability.Dashboard.Exchanges;

/// <summary>Cuts a range into buckets of a round length, so many that each has some pixels. Sums are kept by minute, hour and day, so bounds are theirs.</summary>
internal static class PulseSteps
{
    private static readonly TimeSpan[] OfClock = [.. new[] { 1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720 }.Select(m => TimeSpan.FromMinutes(m))];
    private static readonly BucketStep[] OfCalendar = [BucketStep.Day, BucketStep.Week, BucketStep.Month];

    /// <summary>The bounds, and what a bucket is at least: shorter than a day they are told by the clock.</summary>
    /// <param name="range">Not empty.</param>
    /// <param name="most">Buckets at most; at worst there are months.</param>
    /// <param name="zone">Whose days.</param>
    public static (IReadOnlyList<DateTimeOffset> Bounds, BucketStep Step) Bounds(Stretch range, int most, TimeZoneInfo zone)
    {
        var length = range.To - range.From;
        // One more than fits whole: the range begins and ends inside a bucket.
        if (OfClock.FirstOrDefault(s => (length / s) + 1 <= most) is { Ticks: > 0 } step)
        {
            return (Clock(range, step, zone), step < TimeSpan.FromHours(1) ? BucketStep.Minute : BucketStep.Hour);
        }

        foreach (var calendar in OfCalendar)
        {
            var bounds = Buckets.Bounds(range.From, range.To, calendar, zone);
            if (bounds.Count - 1 <= most || calendar == OfCalendar[^1])
            {
                return (bounds, calendar);
            }
        }

        throw new InvalidOperationException("The last step of the calendar always fits.");
    }

    // Hours of the reader's clock where it differs from UTC by whole hours; after a change of the clock they stay where they were.
    private static List<DateTimeOffset> Clock(Stretch range, TimeSpan step, TimeZoneInfo zone)
    {
        var bounds = new List<DateTimeOffset> { range.From };
        var offset = zone.GetUtcOffset(range.From).Ticks % step.Ticks;
        var shown = range.From.UtcTicks + offset;
        for (var next = new DateTimeOffset(shown - (shown % step.Ticks) + step.Ticks - offset, TimeSpan.Zero); next < range.To; next += step)
        {
            bounds.Add(next);
        }

        bounds.Add(range.To);
        return bounds;
    }
}
